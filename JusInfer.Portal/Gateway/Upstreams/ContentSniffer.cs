using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Tells an answer of events from one in JSON. Providers and the proxies before them get the content type wrong, or leave it out; how an
/// answer begins leaves no doubt.
/// </summary>
internal static class ContentSniffer
{
    /// <summary>An answer that has shown no letter in so many bytes is not looked at for longer.</summary>
    private const int MaxSniffedBytes = 1024;

    /// <summary>Media types are the same in small letters and large ones (RFC 9110, 8.3.1).</summary>
    public static bool IsEventStream(HttpContent content) =>
        string.Equals(content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Waits for an answer's beginning.</summary>
    /// <returns>Whether it is one of events, and the answer from its beginning on.</returns>
    public static async ValueTask<(bool IsEvents, Stream Content)> LookAsync(Stream content, CancellationToken cancellationToken)
    {
        var ahead = new byte[MaxSniffedBytes];
        var length = 0;
        bool? isEvents = null;
        while (isEvents is null && length < ahead.Length
            && await content.ReadAsync(ahead.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            isEvents = BeginsAsEvents(ahead.AsSpan(0, length));
        }

        return (isEvents ?? false, new PrefixedStream(ahead.AsMemory(0, length), content));
    }

    /// <summary>
    /// Events begin with a comment or with the name of a field, which no JSON does. Null where the bytes do not show it yet.
    /// </summary>
    public static bool? BeginsAsEvents(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[SseScanner.LeadingLength(bytes)..];
        if (bytes.IsEmpty || SseScanner.ByteOrderMark.StartsWith(bytes)) return null;
        if (bytes[0] == (byte)':') return true;
        return Begins(bytes, "data:"u8) | Begins(bytes, "event:"u8) | Begins(bytes, "id:"u8) | Begins(bytes, "retry:"u8);
    }

    private static bool? Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> field) =>
        bytes.StartsWith(field) ? true : field.StartsWith(bytes) ? null : false;
}
