namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Tokens by size, where nobody has counted: for routing, for limits and, last of all, for answers whose provider does not report. Bills
/// come from the provider's count.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>What a token takes in UTF-8, on the mean of prose, code and tool schemas.</summary>
    public const int BytesPerToken = 4;

    /// <summary>What providers count for an image or a page, about; the base64 text of an attachment says nothing of it.</summary>
    private const int TokensPerAttachment = 1_000;

    /// <param name="promptBytes">Of messages and tools, without attachments.</param>
    /// <param name="attachments">Images, files, sounds.</param>
    public static long Of(long promptBytes, int attachments) => (promptBytes / BytesPerToken) + ((long)attachments * TokensPerAttachment);
}
