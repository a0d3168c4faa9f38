using System.Buffers.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes the events of a response's stream and numbers them (platform.openai.com/docs/api-reference/responses-streaming). A response that
/// is not streamed has none.
/// </summary>
/// <param name="output">The client's stream.</param>
/// <param name="muted">The response is not streamed.</param>
/// <param name="first">The number of the first event.</param>
internal sealed class ResponsesEventWriter(PooledBuffer output, bool muted, int first = 0)
{
    private int sequence = first;

    /// <summary>Properties that the hub does not know, as they are in JSON. They are written into each event.</summary>
    public ReadOnlyMemory<byte> Extensions { get; set; }

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
    /// <param name="escaped">Its text as it is in JSON.</param>
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
        if (muted) return;
        if (!Extensions.IsEmpty)
        {
            output.Append(","u8);
            output.Append(Extensions.Span);
        }

        output.Append("}\n\n"u8);
    }

    /// <summary>Writes an event of the upstream with another number.</summary>
    /// <param name="e">The event.</param>
    /// <param name="json">Its data.</param>
    /// <param name="index">The index of the item that it belongs to, if it belongs to one.</param>
    public void Pass(in ResponsesEvent e, ReadOnlySpan<byte> json, int index)
    {
        if (muted) return;
        var rewrite = new ObjectRewrite().Set("sequence_number", JsonSerializer.SerializeToUtf8Bytes(sequence++));
        if (e.OutputIndex is not null) rewrite.Set("output_index", JsonSerializer.SerializeToUtf8Bytes(index));
        output.Append("event: "u8);
        output.Append(e.Type);
        output.Append("\ndata: "u8);
        output.Append(rewrite.Apply(json));
        output.Append("\n\n"u8);
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
