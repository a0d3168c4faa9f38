using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The outcomes of a call's attempts. Empty for a call that its first attempt answered, because its usage record says the same.
/// </summary>
internal sealed class AttemptHistory
{
    private List<AttemptRecord>? attempts;

    /// <summary>The failed attempts so far, in order.</summary>
    public IReadOnlyList<AttemptRecord> Failures => attempts ?? (IReadOnlyList<AttemptRecord>)[];

    /// <summary>The error of the last failed attempt; null if there is none.</summary>
    public ProviderError? LastError { get; private set; }

    public void AddFailure(Call call, AttemptFailure failure, TimeProvider time)
    {
        Add(call, failure.Outcome, failure.Status, time);
        LastError = ProviderError.From(call, failure) ?? LastError;
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
