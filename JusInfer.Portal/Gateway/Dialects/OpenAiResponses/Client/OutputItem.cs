using System.Buffers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>An item of a response's output: writes its events while the model makes it, and keeps the finished item.</summary>
internal abstract class OutputItem(string id, int index)
{
    /// <summary>As escaped in JSON.</summary>
    public byte[] Id { get; } = JsonText.From(id).Escaped.ToArray();

    /// <summary>The item's index in the output.</summary>
    public int Index => index;

    /// <summary>The <c>type</c> of the item.</summary>
    public abstract string Type { get; }

    /// <summary>The item as the upstream sent it, which has properties that the hub does not know; null if there is none.</summary>
    public ItemTemplate? Template { get; set; }

    /// <summary>The finished item, a JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; protected set; }

    /// <summary>The item so far, a JSON object.</summary>
    public ReadOnlyMemory<byte> SoFar => IsClosed ? Json : Write("in_progress"u8);

    public bool IsClosed => !Json.IsEmpty;

    public void Open(ResponsesEventWriter events) =>
        events.Begin("response.output_item.added"u8).Number("output_index"u8, index).Raw("item"u8, Write("in_progress"u8)).End();

    /// <param name="events">Writes the events that end the item.</param>
    /// <param name="isCutOff">The answer ended before the item was complete.</param>
    public void Close(ResponsesEventWriter events, bool isCutOff = false)
    {
        Closing(events);
        Json = Write(isCutOff ? "incomplete"u8 : "completed"u8);
        events.Begin("response.output_item.done"u8).Number("output_index"u8, index).Raw("item"u8, Json.Span).End();
    }

    protected abstract void Closing(ResponsesEventWriter events);

    /// <summary>Writes the item so far.</summary>
    protected abstract void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status);

    private byte[] Write(ReadOnlySpan<byte> status)
    {
        var json = new ArrayBufferWriter<byte>(256);
        Write(json, status);
        var item = json.WrittenSpan.ToArray();
        return Template is null ? item : Template.Apply(item);
    }
}
