using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Joins what another upstream says to what the client has. Its reasoning is dropped where the client has seen some: this would be another
/// one's. Its text passes from where the client's ends. What is dropped, the caller does not pay for.
/// </summary>
/// <param name="next">Who writes for the client.</param>
/// <param name="seam">Finds the place; absent where the client has no text yet.</param>
/// <param name="meter">The call's.</param>
internal sealed class SplicingSink(IAnswerSink next, ContinuationSplicer? seam, Meter meter) : AnswerSink(next)
{
    private bool hasCalled;

    /// <summary>The client has nothing yet: this one's reasoning is the first that it sees.</summary>
    public bool ShowsReasoning { get; init; }

    /// <summary>What it says is no continuation of what the client has.</summary>
    public bool HasDiverged { get; private set; }

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (!HasDiverged && seam is null or { IsClear: true })
        {
            Next.Text(escaped);
            return;
        }

        // Until it is known what of it is new, it is taken for a repetition.
        meter.Withhold(JsonText.Utf8Length(escaped));
        if (HasDiverged) return;
        Pass(seam!.Take(JsonText.OfEscaped(escaped).Decode()));
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (ShowsReasoning) Next.Reasoning(escaped);
        else meter.DropReasoning(JsonText.Utf8Length(escaped));
    }

    public override void Signature(ReasoningSignature seal)
    {
        if (ShowsReasoning) Next.Signature(seal);
        else meter.DropReasoning(0);
    }

    /// <summary>A model that declines to go on has not gone on.</summary>
    public override void Refusal(ReadOnlySpan<byte> escaped) => HasDiverged = true;

    public override void ToolCall(int number, in ToolCallHead head)
    {
        Settle();
        hasCalled = true;
        if (!HasDiverged) Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (!HasDiverged) Next.Arguments(number, escaped);
    }

    public override void Citation(ReadOnlySpan<byte> json)
    {
        if (seam is null or { IsJoined: true }) Next.Citation(json);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        Settle();
        // A model that was asked to repeat the end and stops before it has, has not gone on; a bound may well end it there.
        HasDiverged |= seam is { EndedShort: true } && !hasCalled && reason == FinishReason.Stop;
        if (!HasDiverged) Next.Finish(reason, stopSequence);
    }

    /// <summary>No more text comes: what was held to find the place is joined now.</summary>
    private void Settle()
    {
        if (seam is not null) Pass(seam.Finish());
    }

    private void Pass(string text)
    {
        HasDiverged = seam!.HasDiverged;
        if (HasDiverged || text.Length == 0) return;
        var passed = JsonText.Of(text);
        meter.Withhold(-JsonText.Utf8Length(passed.Escaped));
        Next.Text(passed.Escaped);
    }
}
