using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Writes JSON without its line breaks, so that it fits into one <c>data</c> line of a server-sent event. An event may have several data
/// lines, but clients that read line by line fail on them. In JSON, line breaks occur between tokens only.
/// </summary>
internal static class SseDataWriter
{
    /// <summary>The same for a stream's buffer, without the cost of the interface for JSON on one line.</summary>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny((byte)'\n', (byte)'\r') < 0) output.Append(json);
        else Write((IBufferWriter<byte>)output, json);
    }

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        while (json.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var length)
        {
            output.Write(json[..length]);
            json = json[(length + 1)..];
        }

        output.Write(json);
    }

    /// <summary>A copy of the JSON without its line breaks.</summary>
    public static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAny((byte)'\n', (byte)'\r') < 0) return json.ToArray();
        var line = new ArrayBufferWriter<byte>(json.Length);
        Write(line, json);
        return line.WrittenSpan.ToArray();
    }
}
