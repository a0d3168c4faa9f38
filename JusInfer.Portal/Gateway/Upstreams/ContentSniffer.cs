using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Distinguishes a stream from an answer in one JSON document. Providers and proxies send a wrong content type or none; then the first
/// bytes decide, if the framing can be recognized by them.
/// </summary>
internal static class ContentSniffer
{
    /// <summary>The maximum number of bytes that are examined.</summary>
    private const int MaxSniffedBytes = 1024;

    /// <summary>The content type is the framing's. Media types are case-insensitive (RFC 9110, 8.3.1).</summary>
    public static bool IsStream(HttpContent content, IStreamFraming framing) =>
        string.Equals(content.Headers.ContentType?.MediaType, framing.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Waits for the first bytes of an answer.</summary>
    /// <returns>Whether the answer is a stream, and the answer from its first byte on.</returns>
    public static async ValueTask<(bool IsStream, Stream Content)> SniffAsync(
        Stream content, IStreamFraming framing, CancellationToken cancellationToken)
    {
        var prefix = new byte[MaxSniffedBytes];
        var length = 0;
        bool? isStream = null;
        while (isStream is null && length < prefix.Length
            && await content.ReadAsync(prefix.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            isStream = framing.StartsAsStream(prefix.AsSpan(0, length));
        }

        return (isStream ?? false, new PrefixedStream(prefix.AsMemory(0, length), content));
    }
}
