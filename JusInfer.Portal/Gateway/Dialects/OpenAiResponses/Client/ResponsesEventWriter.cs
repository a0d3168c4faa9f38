using System.Buffers.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes the events of a response's stream, each numbered by its place (platform.openai.com/docs/api-reference/responses-streaming). Of a
/// response that is sent whole there are none.
/// </summary>
/// <param name="output">The client's stream.</param>
/// <param name="muted">The response is sent whole.</param>
/// <param name="first">The number of the first event.</param>
internal sealed class ResponsesEventWriter(PooledBuffer output, bool muted, int first = 0)
{
    private int sequence = first;

    public ResponsesEventWriter Begin(ReadOnlySpan<byte> type)
    {
        if (muted) return this;
        output.Append("event: "u8);
        output.Append(type);
        output.Append("\ndata: {\"type\":\""u8);
        output.Append(type);
        output.Append("\",\"sequence_number\":"u8);
        Append(sequence++);
        return this;
    }

    /// <summary>Begins an event of an item.</summary>
    public ResponsesEventWriter Begin(ReadOnlySpan<byte> type, OutputItem item)
    {
        if (muted) return this;
        return Begin(type).Text("item_id"u8, item.Id).Number("output_index"u8, item.Index);
    }

    public ResponsesEventWriter Number(ReadOnlySpan<byte> name, int value)
    {
        if (muted) return this;
        Name(name);
        Append(value);
        return this;
    }

    /// <param name="name">The property's name.</param>
    /// <param name="escaped">Its text as it stands in JSON.</param>
    public ResponsesEventWriter Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> escaped)
    {
        if (muted) return this;
        Name(name);
        output.Append("\""u8);
        output.Append(escaped);
        output.Append("\""u8);
        return this;
    }

    /// <param name="name">The property's name.</param>
    /// <param name="json">Its value, on one line.</param>
    public ResponsesEventWriter Raw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (muted) return this;
        Name(name);
        output.Append(json);
        return this;
    }

    public void End()
    {
        if (!muted) output.Append("}\n\n"u8);
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        output.Append(",\""u8);
        output.Append(name);
        output.Append("\":"u8);
    }

    private void Append(int value)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(11), out var length);
        output.Advance(length);
    }
}
