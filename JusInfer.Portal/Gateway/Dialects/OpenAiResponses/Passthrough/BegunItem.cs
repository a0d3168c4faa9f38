using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// An item of an output that passes verbatim, as far as it has come: what must be known of it to go on with it or to close it.
/// </summary>
/// <param name="json">The item as it was begun, a JSON object.</param>
/// <param name="index">Its place in the output.</param>
internal sealed class BegunItem(byte[] json, int index)
{
    private readonly ArrayBufferWriter<byte> thought = new();

    public ReadOnlySpan<byte> Json => json;

    public int Index => index;

    public string Id { get; private init; } = "";

    public bool IsMessage { get; private init; }

    public bool IsReasoning { get; private init; }

    /// <summary>It is neither of these nor a call: what a provider did on its own, or what is not known yet.</summary>
    public bool IsOther { get; private init; }

    /// <summary>Its finished parts, JSON objects.</summary>
    public List<ReadOnlyMemory<byte>> Parts { get; } = [];

    /// <summary>Of the open part.</summary>
    public List<ReadOnlyMemory<byte>> Annotations { get; } = [];

    public bool InPart { get; private set; }

    /// <summary>The open part's text has been told once more as a whole: all that is missing is the part's own end.</summary>
    public bool IsPartTold { get; private set; }

    /// <summary>How much of the answer's text was before the open part of a message. Bytes, escaped.</summary>
    public int TextBefore { get; private set; }

    /// <summary>The text of the open part of reasoning, escaped.</summary>
    public ReadOnlySpan<byte> Thought => thought.WrittenSpan;

    /// <summary>
    /// The open part's events but for their last word, such as <c>response.reasoning_summary_part</c>; empty where there were none.
    /// </summary>
    public byte[] PartEvent { get; private set; } = [];

    /// <summary>The events of its pieces but for their last word, such as <c>response.reasoning_summary_text</c>.</summary>
    public byte[] TextEvent { get; private set; } = [];

    public static BegunItem Of(in ResponsesEvent said, int index)
    {
        var json = said.Subject.ToArray();
        using var item = JsonDocument.Parse(json, JsonDepth.OfDocument);
        var type = Fields.Text(item.RootElement, "type");
        return new BegunItem(json, said.OutputIndex ?? index)
        {
            Id = Fields.Text(item.RootElement, "id") ?? "",
            IsMessage = type == "message",
            IsReasoning = type == "reasoning",
            IsOther = type is not ("message" or "reasoning" or "function_call" or "custom_tool_call"),
        };
    }

    /// <summary>An event of the item that brings no piece of it.</summary>
    /// <param name="said">The event.</param>
    /// <param name="text">How much text the answer has.</param>
    public void Follow(in ResponsesEvent said, int text)
    {
        if (said.Type.EndsWith("_part.added"u8))
        {
            EnterPart(text);
            PartEvent = said.Type[..^".added".Length].ToArray();
        }
        else if (said.Type.EndsWith("_text.done"u8))
        {
            IsPartTold = true;
        }
        else if (said.Type.EndsWith("_part.done"u8) && !said.Subject.IsEmpty)
        {
            InPart = false;
            Parts.Add(said.Subject.ToArray());
        }
        else if (said.Type.EndsWith(".annotation.added"u8) && !said.Subject.IsEmpty)
        {
            Annotations.Add(said.Subject.ToArray());
        }
    }

    /// <summary>A piece of the message's text came.</summary>
    /// <param name="textBefore">How much text the answer had before it.</param>
    public void Say(int textBefore)
    {
        if (!InPart) EnterPart(textBefore);
    }

    public void Think(in ResponsesEvent said)
    {
        if (!InPart) EnterPart(textBefore: 0);
        if (TextEvent.Length == 0) TextEvent = said.Type[..^".delta".Length].ToArray();
        thought.Write(said.Delta);
    }

    private void EnterPart(int textBefore)
    {
        (InPart, IsPartTold, TextBefore, PartEvent) = (true, false, textBefore, []);
        Annotations.Clear();
        thought.ResetWrittenCount();
    }
}
