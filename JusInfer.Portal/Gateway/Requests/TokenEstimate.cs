namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Estimates tokens from bytes: for routing, for limits, and for answers without a usage report. Otherwise the provider's count is billed.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>The average size of a token in UTF-8, over prose, code and tool schemas.</summary>
    public const int BytesPerToken = 4;

    /// <summary>Roughly what providers count for an image or a page, regardless of the size of its base64 text.</summary>
    private const long TokensPerAttachment = 1_000;

    /// <param name="promptBytes">The size of messages and tools without attachments.</param>
    /// <param name="attachments">The images and files; null if there are none.</param>
    public static long Of(long promptBytes, Attachments? attachments = null) => (promptBytes / BytesPerToken) + OfAttachments(attachments);

    /// <param name="bytes">The size of an answer. Any text has at least a token.</param>
    public static long OfAnswer(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    /// <summary>The part of the estimate that attachments have.</summary>
    public static long OfAttachments(Attachments? attachments) => (attachments?.Count ?? 0) * TokensPerAttachment;
}
