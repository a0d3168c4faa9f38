using System.Buffers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// An item of a response's output while the model makes it: tells the events of its making and keeps what it is in the end.
/// </summary>
internal abstract class OutputItem(string id, int index)
{
    /// <summary>As escaped in JSON.</summary>
    public byte[] Id { get; } = JsonText.Of(id).Escaped.ToArray();

    /// <summary>Its place in the output.</summary>
    public int Index => index;

    /// <summary>The finished item, a JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; private set; }

    /// <summary>The item as it stands now, a JSON object.</summary>
    public ReadOnlyMemory<byte> SoFar => IsClosed ? Json : Write("in_progress"u8).ToArray();

    public bool IsClosed => !Json.IsEmpty;

    public void Open(ResponsesEventWriter events)
    {
        events.Begin("response.output_item.added"u8).Number("output_index"u8, index).Raw("item"u8, Write("in_progress"u8)).End();
    }

    /// <param name="events">Who is told.</param>
    /// <param name="isCutOff">The answer ended before it was whole.</param>
    public void Close(ResponsesEventWriter events, bool isCutOff = false)
    {
        Closing(events);
        Json = Write(isCutOff ? "incomplete"u8 : "completed"u8).ToArray();
        events.Begin("response.output_item.done"u8).Number("output_index"u8, index).Raw("item"u8, Json.Span).End();
    }

    protected abstract void Closing(ResponsesEventWriter events);

    /// <summary>Writes the item as it stands now.</summary>
    protected abstract void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status);

    private ReadOnlySpan<byte> Write(ReadOnlySpan<byte> status)
    {
        var json = new ArrayBufferWriter<byte>(256);
        Write(json, status);
        return json.WrittenSpan;
    }
}
