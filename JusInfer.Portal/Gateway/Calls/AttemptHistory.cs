using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The outcomes of a call's attempts. Empty for a call that its first attempt answered, because its usage record says the same.
/// </summary>
internal sealed class AttemptHistory
{
    private List<AttemptRecord>? attempts;
    private FailedAnswers? answers;

    /// <summary>The failed attempts so far, in order.</summary>
    public IReadOnlyList<AttemptRecord> Failures => attempts ?? (IReadOnlyList<AttemptRecord>)[];

    /// <summary>The error of the last failed attempt; null if there is none.</summary>
    public ProviderError? LastError { get; private set; }

    /// <summary>What a provider has reported for answers that failed, which the operator bears.</summary>
    public NanoUsd Borne => answers?.Borne ?? NanoUsd.Zero;

    /// <summary>The cost so far of the answers that failed by a drill, with the one that it has broken off last.</summary>
    /// <param name="call">The call.</param>
    /// <param name="billed">The tokens that are billed as the call's answer.</param>
    public NanoUsd ChargedWith(Call call, TokenBuckets billed) =>
        call.FaultInjector is null ? NanoUsd.Zero : (answers ??= new FailedAnswers()).ChargedWith(call, billed);

    public void AddFailure(Call call, AttemptFailure failure, TimeProvider time)
    {
        Add(call, failure.Outcome, failure.Status, time);
        LastError = ProviderError.From(call, failure) ?? LastError;
        (answers ??= new FailedAnswers()).Add(call, failure);
    }

    /// <summary>Adds an attempt that interrupted the answer.</summary>
    public void AddInterruption(Call call, AttemptFailure interruption, TimeProvider time)
    {
        Add(call, interruption.Outcome, interruption.Status, time);
        LastError = ProviderError.From(call, interruption) ?? LastError;
        (answers ??= new FailedAnswers()).AddInterrupted(call);
    }

    /// <summary>Whether the outcome of the last attempt is included.</summary>
    public bool IncludesLast(Call call) => attempts?.Count == call.Attempts;

    /// <summary>Adds the last attempt and returns the log to store; null if there is nothing to store.</summary>
    /// <param name="call">The ended call. Its last attempt is the one that answered, if there is one.</param>
    /// <param name="outcome">The outcome of that attempt.</param>
    /// <param name="time">The process's clock.</param>
    public string? Complete(Call call, AttemptOutcome outcome, TimeProvider time)
    {
        if (call.Answer is not null && !IncludesLast(call) && (attempts is not null || outcome != AttemptOutcome.Answered))
            Add(call, outcome, StatusCodes.Status200OK, time);
        return attempts is null ? null : AttemptLog.Write(attempts);
    }

    private void Add(Call call, AttemptOutcome outcome, int? status, TimeProvider time) => (attempts ??= []).Add(new AttemptRecord(
        call.Target.Endpoint.Provider.Id,
        call.Target.Model.Id,
        outcome,
        status,
        (int)time.GetElapsedTime(call.Context.StartedAt, call.Attempt.StartedAt).TotalMilliseconds,
        (int)time.GetElapsedTime(call.Attempt.StartedAt).TotalMilliseconds));
}
