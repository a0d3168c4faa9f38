using System.Buffers;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>The reasoning of an upstream that died in the midst of it. No more of it comes: all there is to do is to close it.</summary>
internal sealed class BegunReasoning(BegunItem begun) : OutputItem(begun.Id, begun.Index)
{
    private bool IsSummary =>
        begun.TextEvent.Length > 0
            ? begun.TextEvent.AsSpan().EndsWith("summary_text"u8)
            : begun.PartEvent.AsSpan().EndsWith("summary_part"u8);

    protected override void Closing(ResponsesEventWriter events)
    {
        if (!begun.InPart) return;
        var index = IsSummary ? "summary_index"u8 : "content_index"u8;
        ReadOnlySpan<byte> text = begun.TextEvent.Length > 0 ? begun.TextEvent
            : IsSummary ? "response.reasoning_summary_text"u8
            : "response.reasoning_text"u8;
        if (!begun.IsPartTold)
            events.Begin([.. text, .. ".done"u8], this).Number(index, begun.Parts.Count).Text("text"u8, begun.Thought).End();
        if (begun.PartEvent.Length > 0)
            events.Begin([.. begun.PartEvent, .. ".done"u8], this).Number(index, begun.Parts.Count).Raw("part"u8, Part()).End();
    }

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status)
    {
        List<ReadOnlyMemory<byte>> parts = [.. begun.Parts];
        if (begun.InPart) parts.Add(Part());
        json.Write(new ObjectRewrite().Set(IsSummary ? "summary" : "content", RawArray.Of(parts))
            .Set("encrypted_content", ReasoningSignatureTag.Unsealed.Quoted).Apply(begun.Json));
    }

    private byte[] Part() =>
        [
            .. IsSummary ? "{\"type\":\"summary_text\",\"text\":\""u8 : "{\"type\":\"reasoning_text\",\"text\":\""u8,
            .. begun.Thought,
            .. "\"}"u8,
        ];
}
