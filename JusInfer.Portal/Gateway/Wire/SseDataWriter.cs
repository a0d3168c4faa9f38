using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Writes JSON without its line breaks, so that it fits into one <c>data</c> line of a server-sent event. An event may have several data
/// lines, but clients that read line by line fail on them. In JSON, line breaks occur between tokens only.
/// </summary>
internal static class SseDataWriter
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        while (json.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var length)
        {
            output.Write(json[..length]);
            json = json[(length + 1)..];
        }

        output.Write(json);
    }
}
