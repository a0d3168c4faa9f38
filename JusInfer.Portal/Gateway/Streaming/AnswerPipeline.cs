using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The stages between the reader of one upstream's answer and the client's end. Each choice of the answer has stages of its own, in a
/// lane; nearly all answers have one choice.
/// </summary>
internal sealed class AnswerPipeline : AnswerSink
{
    private readonly Call call;
    private readonly AttemptDeadline deadline;
    private readonly IAnswerSink end;
    private readonly Func<int, AnswerLane> createLane;
    private readonly List<AnswerLane> lanes;
    private AnswerLane current;

    /// <param name="call">The call.</param>
    /// <param name="deadline">The deadline of the attempt, which knows whether the client is connected.</param>
    /// <param name="end">Where all lanes end.</param>
    /// <param name="createLane">Creates the lane of a choice.</param>
    public AnswerPipeline(Call call, AttemptDeadline deadline, IAnswerSink end, Func<int, AnswerLane> createLane)
        : this(call, deadline, end, createLane, createLane(0))
    {
    }

    private AnswerPipeline(
        Call call, AttemptDeadline deadline, IAnswerSink end, Func<int, AnswerLane> createLane, AnswerLane first)
        : base(first.Entry)
    {
        (this.call, this.deadline, this.end, this.createLane) = (call, deadline, end, createLane);
        (lanes, current) = ([first], first);
    }

    /// <summary>The reader has read content, which a stage can still be holding.</summary>
    public bool HasOutput => call.Meter.HasOutput || lanes.Exists(static lane => lane.IsPending);

    /// <summary>A tool call is buffered that can be announced to the client.</summary>
    public bool CanAnnounce => lanes is [{ ToolCalls.HasToolCall: true }];

    /// <summary>The outcome of the reader, or the fault that a stage has found in the answer.</summary>
    public EventOutcome Check(EventOutcome outcome)
    {
        foreach (var lane in lanes)
        {
            if (lane.HasFault) return lane.Fault;
        }

        return outcome;
    }

    public override void Choice(int index)
    {
        if (lanes.Find(lane => lane.Index == index) is { } known) current = known;
        else lanes.Add(current = createLane(index));
        Next = current.Entry;
        end.Choice(index);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        base.Finish(reason, stopSequence);
        if (lanes.Count(static lane => lane.Normalizer.IsFinished) >= call.Context.Request.Choices) call.Meter.Finish(deadline.ClientLeft);
    }

    /// <summary>The provider has marked the end: choices without a finish reason are finished too.</summary>
    public void FinishAll()
    {
        foreach (var lane in lanes)
        {
            if (lane.Normalizer.IsFinished) continue;
            if (lane != current) Choice(lane.Index);
            Finish(FinishReason.Unstated);
        }
    }

    public void Announce() => current.ToolCalls!.Announce();

    /// <summary>Drops the buffered tool calls, because the upstream failed.</summary>
    public void DropToolCalls()
    {
        foreach (var lane in lanes) lane.ToolCalls?.Drop();
    }
}
