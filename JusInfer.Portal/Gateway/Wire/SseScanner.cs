namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Finds server-sent events (WHATWG HTML, 9.2) in bytes as they arrive. Lines end with LF, CR or CRLF; an empty line ends an event. The
/// dialects use only the fields <c>data</c> and <c>event</c>.
/// </summary>
internal static class SseScanner
{
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The length of the first complete event including its empty line; 0 if the bytes contain no complete event.</summary>
    public static int EventLength(ReadOnlySpan<byte> bytes)
    {
        var seen = 0;
        return EventLength(bytes, ref seen);
    }

    /// <summary>The length of the first complete event, for an event that arrives in many reads: examines every byte once.</summary>
    /// <param name="bytes">The bytes received so far.</param>
    /// <param name="seen">The number of bytes already examined; the caller resets it to 0 when it removes an event.</param>
    public static int EventLength(ReadOnlySpan<byte> bytes, ref int seen)
    {
        while (bytes[seen..].IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var ahead)
        {
            var at = seen + ahead;
            var after = AfterLineEnd(bytes, at);

            // A CR as the last byte may be the first half of a CRLF. After an empty line the event is complete in either case, and the LF
            // is skipped before the next event.
            var isEmpty = at > 0 && bytes[at - 1] is (byte)'\n' or (byte)'\r';
            if (isEmpty) return after < 0 ? bytes.Length : after;
            seen = after < 0 ? at : after;
            if (after < 0) return 0;
        }

        seen = bytes.Length;
        return 0;
    }

    /// <summary>
    /// The number of bytes before the first line of an event: line ends, such as the LF of a CRLF split between reads, and the byte order
    /// mark with which a stream may start.
    /// </summary>
    public static int LeadingLength(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var first = bytes[mark..].IndexOfAnyExcept((byte)'\n', (byte)'\r');
        return first < 0 ? bytes.Length : mark + first;
    }

    /// <summary>
    /// The event's data: a slice of the event if it has one data line; several lines are joined with LF. Empty if there is none.
    /// </summary>
    public static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> serverEvent) => Data(serverEvent, out _);

    /// <summary>The event's data, and its name, which is empty if it has none. One pass over the event.</summary>
    public static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> serverEvent, out ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> data = default;
        name = default;
        byte[]? joined = null;
        var length = -1;
        while (!serverEvent.IsEmpty)
        {
            var end = serverEvent.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? serverEvent : serverEvent[..end];
            serverEvent = end < 0 ? default : serverEvent[(end + 1)..];
            if (line.StartsWith("event:"u8))
            {
                name = line["event:".Length..];
                if (!name.IsEmpty && name[0] == (byte)' ') name = name[1..];
                continue;
            }

            if (!line.StartsWith("data"u8)) continue;
            var value = line["data"u8.Length..];
            if (value.IsEmpty) continue;
            if (value[0] != (byte)':') continue;
            value = value[1..];
            if (!value.IsEmpty && value[0] == (byte)' ') value = value[1..];
            if (length < 0)
            {
                data = value;
                length = value.Length;
                continue;
            }

            if (joined is null)
            {
                // The remaining data is not longer than the remaining lines.
                joined = new byte[length + 1 + value.Length + serverEvent.Length];
                data.CopyTo(joined);
            }

            joined[length] = (byte)'\n';
            value.CopyTo(joined.AsSpan(length + 1));
            length += 1 + value.Length;
        }

        return joined is null ? data : joined.AsSpan(0, length);
    }

    /// <summary>The event's name; empty if it has none.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> serverEvent)
    {
        Data(serverEvent, out var name);
        return name;
    }

    private static int AfterLineEnd(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] == (byte)'\n') return at + 1;
        if (at + 1 == bytes.Length) return -1;
        return bytes[at + 1] == (byte)'\n' ? at + 2 : at + 1;
    }
}
