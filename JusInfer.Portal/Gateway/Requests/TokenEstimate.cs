namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Estimates tokens from bytes: for routing, for limits, and for answers without a usage report. Otherwise the provider's count is billed.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>The average size of a token in UTF-8, over prose, code and tool schemas.</summary>
    public const int BytesPerToken = 4;

    /// <summary>Roughly what providers count for an image or a page, regardless of the size of its base64 text.</summary>
    private const int TokensPerAttachment = 1_000;

    /// <param name="promptBytes">The size of messages and tools without attachments.</param>
    /// <param name="attachments">The number of images, files and audio parts.</param>
    public static long Of(long promptBytes, int attachments) => (promptBytes / BytesPerToken) + ((long)attachments * TokensPerAttachment);
}
