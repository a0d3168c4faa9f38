using System.Buffers;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// An item that the hub does not know, such as a web search. Its events are the upstream's; only their indexes and numbers change.
/// </summary>
internal sealed class UnknownItem(int index) : OutputItem("", index)
{
    private byte[] latest = [];

    public override string Type => "";

    /// <summary>Keeps the item of an event.</summary>
    public void Update(ReadOnlySpan<byte> item, bool isDone)
    {
        latest = item.ToArray();
        if (isDone) Json = latest;
    }

    protected override void Closing(ResponsesEventWriter events)
    {
    }

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status) => json.Write(latest);
}
