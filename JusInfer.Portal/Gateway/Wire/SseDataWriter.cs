using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>JSON without its line ends, which stand between tokens only: in an event's data they would end the line,
/// and though an event may have several, clients that read line by line break on that.</summary>
internal static class SseDataWriter
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        while (json.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at)
        {
            output.Write(json[..at]);
            json = json[(at + 1)..];
        }

        output.Write(json);
    }
}
