using System.Buffers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>
/// Newline-delimited JSON. Ollama's clients parse every line, also an empty one, so an event with empty content keeps the connection alive.
/// </summary>
internal sealed class OllamaFraming(OllamaForm form, TimeProvider time) : IStreamFraming
{
    public string MediaType => NdjsonFraming.Instance.MediaType;

    public string ContentType => NdjsonFraming.Instance.ContentType;

    public int LeadingLength(ReadOnlySpan<byte> bytes) => NdjsonFraming.Instance.LeadingLength(bytes);

    public int EventLength(ReadOnlySpan<byte> bytes, ref int seen) => NdjsonFraming.Instance.EventLength(bytes, ref seen);

    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> streamEvent, out ReadOnlySpan<byte> name) =>
        NdjsonFraming.Instance.Data(streamEvent, out name);

    public bool? StartsAsStream(ReadOnlySpan<byte> bytes) => NdjsonFraming.Instance.StartsAsStream(bytes);

    public void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> json) => NdjsonFraming.Instance.WriteEvent(output, json);

    /// <summary>Writes an event without a model's name, because it may be needed before a model is chosen.</summary>
    public void WriteKeepAlive(PooledBuffer output)
    {
        output.Append(OllamaForm.Head("", time.GetUtcNow()));
        output.Append(form.Opening);
        output.Append("\""u8);
        output.Append(form.Closing);
        output.Append(",\"done\":false}\n"u8);
    }

    public void WriteComment(PooledBuffer output, string comment)
    {
    }
}
