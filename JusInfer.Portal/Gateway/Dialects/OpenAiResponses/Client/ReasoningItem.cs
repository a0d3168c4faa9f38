using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>What the model tells of its thinking, as one summary, and the seal that its provider wants back.</summary>
internal sealed class ReasoningItem(string id, int index) : OutputItem(id, index)
{
    private readonly ArrayBufferWriter<byte> summary = new();
    private byte[] seal = ReasoningSignatureTag.Unsealed.Escaped.ToArray();
    private bool inPart;

    public void Think(ResponsesEventWriter events, ReadOnlySpan<byte> escaped)
    {
        if (!inPart)
        {
            inPart = true;
            events.Begin("response.reasoning_summary_part.added"u8, this).Number("summary_index"u8, 0).Raw("part"u8, Part([])).End();
        }

        if (escaped.IsEmpty) return;
        summary.Write(escaped);
        events.Begin("response.reasoning_summary_text.delta"u8, this).Number("summary_index"u8, 0).Text("delta"u8, escaped).End();
    }

    /// <param name="escaped">The seal as it is shown in this dialect.</param>
    public void Seal(ReadOnlySpan<byte> escaped) => seal = escaped.ToArray();

    protected override void Closing(ResponsesEventWriter events)
    {
        if (!inPart) return;
        events.Begin("response.reasoning_summary_text.done"u8, this).Number("summary_index"u8, 0).Text("text"u8, summary.WrittenSpan).End();
        events.Begin("response.reasoning_summary_part.done"u8, this).Number("summary_index"u8, 0).Raw("part"u8, Part(summary.WrittenSpan))
            .End();
    }

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status)
    {
        json.Write("{\"id\":\""u8);
        json.Write(Id);
        json.Write("\",\"type\":\"reasoning\",\"summary\":["u8);
        if (inPart) json.Write(Part(summary.WrittenSpan));
        json.Write("],\"encrypted_content\":\""u8);
        json.Write(seal);
        json.Write("\"}"u8);
    }

    private static byte[] Part(ReadOnlySpan<byte> text) => [.. "{\"type\":\"summary_text\",\"text\":\""u8, .. text, .. "\"}"u8];
}
