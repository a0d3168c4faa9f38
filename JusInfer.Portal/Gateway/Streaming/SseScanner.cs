namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Finds server-sent events (WHATWG HTML, 9.2) in bytes as they arrive: lines end in LF, CR or CRLF, an empty line ends an event. Only the
/// fields <c>data</c> and <c>event</c> matter on the wires spoken here.
/// </summary>
internal static class SseScanner
{
    /// <summary>The length of the first whole event with its empty line; 0 where the bytes hold none yet.</summary>
    public static int EventLength(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (true)
        {
            var line = bytes[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (line < 0) return 0;
            at += line;
            var after = AfterLineEnd(bytes, at);
            if (after < 0 || after >= bytes.Length) return 0;
            at = after;
            if (bytes[at] is not ((byte)'\n' or (byte)'\r')) continue;
            var end = AfterLineEnd(bytes, at);

            // A CR as the last byte may be half of a CRLF; the event is whole either way, and a stray LF before the next one is skipped.
            return end < 0 ? bytes.Length : end;
        }
    }

    /// <summary>Line ends before an event's first line, such as the LF of a CRLF that came late.</summary>
    public static int LeadingLineEnds(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.IndexOfAnyExcept((byte)'\n', (byte)'\r');
        return first < 0 ? bytes.Length : first;
    }

    /// <summary>
    /// The event's data: of one line in place, of several joined by LF in <paramref name="joined"/>. Empty where the event has none, as a comment.
    /// </summary>
    public static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> serverEvent, out byte[]? joined)
    {
        joined = null;
        ReadOnlySpan<byte> data = default;
        var found = false;
        while (!serverEvent.IsEmpty)
        {
            var end = serverEvent.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? serverEvent : serverEvent[..end];
            serverEvent = end < 0 ? default : serverEvent[(end + 1)..];
            if (!line.StartsWith("data"u8)) continue;
            var value = line["data"u8.Length..];
            if (value.IsEmpty) continue;
            if (value[0] != (byte)':') continue;
            value = value[1..];
            if (!value.IsEmpty && value[0] == (byte)' ') value = value[1..];
            if (!found)
            {
                data = value;
                found = true;
                continue;
            }

            joined = [.. data, (byte)'\n', .. value];
            data = joined;
        }

        return data;
    }

    /// <summary>The event's name; empty where it has none.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> serverEvent)
    {
        ReadOnlySpan<byte> name = default;
        while (!serverEvent.IsEmpty)
        {
            var end = serverEvent.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? serverEvent : serverEvent[..end];
            serverEvent = end < 0 ? default : serverEvent[(end + 1)..];
            if (!line.StartsWith("event:"u8)) continue;
            name = line["event:".Length..];
            if (!name.IsEmpty && name[0] == (byte)' ') name = name[1..];
        }

        return name;
    }

    private static int AfterLineEnd(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] == (byte)'\n') return at + 1;
        if (at + 1 == bytes.Length) return -1;
        return bytes[at + 1] == (byte)'\n' ? at + 2 : at + 1;
    }
}
