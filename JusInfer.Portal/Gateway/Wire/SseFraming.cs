using System.Buffers;
using System.Text;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Server-sent events (WHATWG HTML, 9.2).</summary>
internal sealed class SseFraming : IStreamFraming
{
    public static readonly SseFraming Instance = new();

    public string MediaType => "text/event-stream";

    public string ContentType => "text/event-stream; charset=utf-8";

    public int LeadingLength(ReadOnlySpan<byte> bytes) => SseScanner.LeadingLength(bytes);

    public int EventLength(ReadOnlySpan<byte> bytes, ref int seen) => SseScanner.EventLength(bytes, ref seen);

    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> streamEvent, out ReadOnlySpan<byte> name) => SseScanner.Data(streamEvent, out name);

    /// <summary>Events begin with a comment or with the name of a field, as no JSON document does.</summary>
    public bool? StartsAsStream(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[SseScanner.LeadingLength(bytes)..];
        if (bytes.IsEmpty || SseScanner.ByteOrderMark.StartsWith(bytes)) return null;
        if (bytes[0] == (byte)':') return true;
        return Begins(bytes, "data:"u8) | Begins(bytes, "event:"u8) | Begins(bytes, "id:"u8) | Begins(bytes, "retry:"u8);
    }

    public void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        output.Write("data: "u8);
        SseDataWriter.Write(output, json);
        output.Write("\n\n"u8);
    }

    public void WriteKeepAlive(PooledBuffer output) => output.Append(": keep-alive\n\n"u8);

    public void WriteComment(PooledBuffer output, string comment) => output.Append(Encoding.UTF8.GetBytes($": {comment}\n\n"));

    private static bool? Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> field) =>
        bytes.StartsWith(field) ? true : field.StartsWith(bytes) ? null : false;
}
