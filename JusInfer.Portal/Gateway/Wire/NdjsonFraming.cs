using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Newline-delimited JSON: each line is one event, and events have no names. An empty line is an event without data, which keeps the
/// connection alive.
/// </summary>
internal sealed class NdjsonFraming : IStreamFraming
{
    public static readonly NdjsonFraming Instance = new();

    public string MediaType => "application/x-ndjson";

    public string ContentType => MediaType;

    public int LeadingLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith(SseScanner.ByteOrderMark) ? SseScanner.ByteOrderMark.Length : 0;

    public int EventLength(ReadOnlySpan<byte> bytes, ref int seen)
    {
        var end = bytes[seen..].IndexOf((byte)'\n');
        if (end >= 0) return seen + end + 1;
        seen = bytes.Length;
        return 0;
    }

    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> streamEvent, out ReadOnlySpan<byte> name)
    {
        name = default;
        return streamEvent.Trim(" \t\r\n"u8);
    }

    public bool? StartsAsStream(ReadOnlySpan<byte> bytes) => false;

    public void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        SseDataWriter.Write(output, json);
        output.Write("\n"u8);
    }

    public void WriteKeepAlive(PooledBuffer output) => output.Append("\n"u8);

    public void WriteComment(PooledBuffer output, string comment)
    {
    }
}
