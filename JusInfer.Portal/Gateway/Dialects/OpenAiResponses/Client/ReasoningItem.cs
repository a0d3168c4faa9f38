using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>The reasoning that the model shows, and the signature that its provider needs back.</summary>
internal sealed class ReasoningItem(string id, int index) : OutputItem(id, index)
{
    private readonly List<ReadOnlyMemory<byte>> parts = [];
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly ReasoningForm form = ReasoningForm.Summary;
    private byte[] signature = ReasoningSignatureTag.NoSignature.Escaped.ToArray();
    private bool inPart;
    private bool isTextDone;

    /// <summary>Continues an item that the client has the beginning of.</summary>
    public ReasoningItem(string id, int index, StartedItem started, in ResponseProgress progress, ReadOnlySpan<byte> text)
        : this(id, index)
    {
        parts.AddRange(started.Parts[..progress.PartCount]);
        form = started.Reasoning ?? ReasoningForm.Summary;
        (inPart, isTextDone) = (progress.InPart, progress.IsTextDone);
        this.text.Write(text);
    }

    public override string Type => "reasoning";

    public void Add(ResponsesEventWriter events, ReadOnlySpan<byte> escaped)
    {
        if (isTextDone) LeavePart(events);
        if (!inPart)
        {
            // The parts are separate without the paragraph break that separates them for other dialects.
            if (parts.Count > 0 && escaped.SequenceEqual("\\n\\n"u8)) return;
            inPart = true;
            if (form.PartEvent.Length > 0) Begin(events, form.PartEvent, ".added"u8).Raw("part"u8, Part([])).End();
        }

        if (escaped.IsEmpty) return;
        text.Write(escaped);
        Begin(events, form.TextEvent, ".delta"u8).Text("delta"u8, escaped).End();
    }

    /// <param name="escaped">The signature as it is written in this dialect.</param>
    public void Sign(ReadOnlySpan<byte> escaped) => signature = escaped.ToArray();

    protected override void Closing(ResponsesEventWriter events) => LeavePart(events);

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status)
    {
        json.Write("{\"id\":\""u8);
        json.Write(Id);
        json.Write("\",\"type\":\"reasoning\",\""u8);
        json.Write(form.Property);
        json.Write("\":"u8);
        json.Write(RawArray.Of(inPart ? [.. parts, Part(text.WrittenSpan)] : parts));
        json.Write(",\"encrypted_content\":\""u8);
        json.Write(signature);
        json.Write("\"}"u8);
    }

    private void LeavePart(ResponsesEventWriter events)
    {
        if (!inPart) return;
        var part = Part(text.WrittenSpan);
        if (!isTextDone) Begin(events, form.TextEvent, ".done"u8).Text("text"u8, text.WrittenSpan).End();
        if (form.PartEvent.Length > 0) Begin(events, form.PartEvent, ".done"u8).Raw("part"u8, part).End();
        parts.Add(part);
        text.ResetWrittenCount();
        (inPart, isTextDone) = (false, false);
    }

    private ResponsesEventWriter Begin(ResponsesEventWriter events, byte[] name, ReadOnlySpan<byte> end) =>
        events.Begin((byte[])[.. name, .. end], this).Number(form.IndexName, parts.Count);

    private byte[] Part(ReadOnlySpan<byte> content) =>
        [.. "{\"type\":\""u8, .. form.PartType, .. "\",\"text\":\""u8, .. content, .. "\"}"u8];
}
