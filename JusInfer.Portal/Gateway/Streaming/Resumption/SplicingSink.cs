using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Passes on the part of a continuation that is new to the client: text after the joint, tool calls and, if the client has received nothing
/// yet, reasoning. Reasoning is dropped otherwise, because it would be another model's. The meter does not bill what is dropped.
/// </summary>
/// <param name="next">The sink that writes to the client.</param>
/// <param name="splicer">Finds the joint; absent if the client has no text yet.</param>
/// <param name="meter">The call's meter.</param>
internal sealed class SplicingSink(IResponseSink next, ContinuationSplicer? splicer, Meter meter) : ResponseSink(next)
{
    private bool hasToolCall;

    /// <summary>The client has received nothing yet, so that reasoning can be passed on, and a refusal.</summary>
    public bool ShowsReasoning { get; init; }

    /// <summary>The answer does not continue the client's text.</summary>
    public bool HasDiverged { get; private set; }

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (!HasDiverged && splicer is null or { IsPassthrough: true })
        {
            Next.Text(escaped);
            return;
        }

        // Until the joint is found, the text counts as repeated.
        meter.Withhold(JsonText.Utf8Length(escaped));
        if (HasDiverged) return;
        WriteText(splicer!.Append(JsonText.OfEscaped(escaped).Decode()));
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (ShowsReasoning) Next.Reasoning(escaped);
        else meter.DropReasoning(JsonText.Utf8Length(escaped));
    }

    public override void Signature(ReasoningSignature signature)
    {
        if (ShowsReasoning) Next.Signature(signature);
        else meter.DropReasoning(0);
    }

    /// <summary>A refusal does not continue an answer.</summary>
    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        if (ShowsReasoning) Next.Refusal(escaped);
        else HasDiverged = true;
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        FlushSplicer();
        hasToolCall = true;
        if (!HasDiverged) Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (!HasDiverged) Next.Arguments(number, escaped);
    }

    public override void Citation(ReadOnlySpan<byte> json)
    {
        if (splicer is null or { IsJoined: true }) Next.Citation(json);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        FlushSplicer();
        // A model that stops within the repetition did not continue the answer. The output token limit, however, can end it there.
        HasDiverged |= splicer is { EndedEarly: true } && !hasToolCall && reason == FinishReason.Stop;
        if (!HasDiverged) Next.Finish(reason, stopSequence);
    }

    /// <summary>Writes the text that the splicer still holds, at the end of the text.</summary>
    private void FlushSplicer()
    {
        if (splicer is not null) WriteText(splicer.Finish());
    }

    private void WriteText(string text)
    {
        HasDiverged = splicer!.HasDiverged;
        if (HasDiverged || text.Length == 0) return;
        var json = JsonText.From(text);
        meter.Withhold(-JsonText.Utf8Length(json.Escaped));
        Next.Text(json.Escaped);
    }
}
