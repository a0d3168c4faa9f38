using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The stages between the reader of one upstream's answer and the client's end. Each choice of the answer has stages of its own; nearly all
/// answers have one choice.
/// </summary>
internal sealed class ResponsePipeline : ResponseSink
{
    private readonly Call call;
    private readonly AttemptDeadline deadline;
    private readonly IResponseSink end;
    private readonly Func<int, ChoicePipeline> createChoice;
    private readonly List<ChoicePipeline> choices;
    private ChoicePipeline current;

    /// <param name="call">The call.</param>
    /// <param name="deadline">The deadline of the attempt, which knows whether the client is connected.</param>
    /// <param name="end">Where the stages of all choices end.</param>
    /// <param name="createChoice">Creates the stages of a choice.</param>
    public ResponsePipeline(Call call, AttemptDeadline deadline, IResponseSink end, Func<int, ChoicePipeline> createChoice)
        : this(call, deadline, end, createChoice, createChoice(0))
    {
    }

    private ResponsePipeline(
        Call call, AttemptDeadline deadline, IResponseSink end, Func<int, ChoicePipeline> createChoice, ChoicePipeline first)
        : base(first.Entry)
    {
        (this.call, this.deadline, this.end, this.createChoice) = (call, deadline, end, createChoice);
        (choices, current) = ([first], first);
    }

    /// <summary>The reader has read content, which a stage can still be holding.</summary>
    public bool HasOutput => call.Meter.HasOutput || choices.Exists(static choice => choice.IsPending);

    /// <summary>A tool call is buffered that can be announced to the client.</summary>
    public bool CanAnnounce => choices is [{ ToolCalls.HasToolCall: true }];

    /// <summary>All choices have ended at a stop sequence of the client, although the upstream has not.</summary>
    public bool HasStopped =>
        choices.Count >= call.Context.Request.Choices && choices.TrueForAll(static choice => choice.Stops is { HasMatched: true });

    /// <summary>The outcome of the reader, or the fault that a stage has found in the answer.</summary>
    public EventOutcome Check(EventOutcome outcome)
    {
        foreach (var choice in choices)
        {
            if (choice.HasFault) return choice.Fault;
        }

        return outcome;
    }

    public override void Choice(int index)
    {
        if (choices.Find(choice => choice.Index == index) is { } known) current = known;
        else choices.Add(current = createChoice(index));
        Next = current.Entry;
        end.Choice(index);
    }

    public override void Model(ReadOnlySpan<byte> escaped) => call.Meter.ReportModel(escaped);

    public override void Tier(string tier) => call.Attempt.Tier = tier;

    public override void HostedToolCalls(string tool, long calls) => call.Meter.ReportToolCalls(tool, calls);

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        base.Finish(reason, stopSequence);
        if (choices.Count(static choice => choice.Normalizer.IsFinished) >= call.Context.Request.Choices) call.Meter.Finish(deadline.HasClientDisconnected);
    }

    /// <summary>The provider has marked the end: choices without a finish reason are finished too.</summary>
    public void FinishAll(FinishReason reason = FinishReason.Unstated)
    {
        foreach (var choice in choices)
        {
            if (choice.Normalizer.IsFinished) continue;
            if (choice != current) Choice(choice.Index);
            Finish(reason);
        }
    }

    public void Announce() => current.ToolCalls!.Announce();

    /// <summary>Hands over the tool calls that are kept from the client, and the finish reason; null if none are.</summary>
    public DeltaLog? TakeWithheld() => choices is [{ ToolCalls: { } toolCalls }] ? toolCalls.TakeWithheld() : null;

    /// <summary>Drops the buffered tool calls, because the upstream failed.</summary>
    public void DropToolCalls()
    {
        foreach (var choice in choices) choice.ToolCalls?.Drop();
    }
}
