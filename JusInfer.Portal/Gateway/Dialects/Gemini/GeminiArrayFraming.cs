using System.Buffers;
using System.Diagnostics;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// A stream that is one JSON array. Only clients have it, so nothing reads it; the writer of answers writes its elements. White space keeps
/// the connection alive.
/// </summary>
internal sealed class GeminiArrayFraming : IStreamFraming
{
    public static readonly GeminiArrayFraming Instance = new();

    public string MediaType => "application/json";

    public string ContentType => "application/json; charset=utf-8";

    public int LeadingLength(ReadOnlySpan<byte> bytes) => throw new UnreachableException();

    public int EventLength(ReadOnlySpan<byte> bytes, ref int seen) => throw new UnreachableException();

    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> streamEvent, out ReadOnlySpan<byte> name) => throw new UnreachableException();

    public bool? StartsAsStream(ReadOnlySpan<byte> bytes) => throw new UnreachableException();

    public void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> json) => throw new UnreachableException();

    public void WriteKeepAlive(PooledBuffer output) => output.Append("\n"u8);

    public void WriteComment(PooledBuffer output, string comment)
    {
    }
}
