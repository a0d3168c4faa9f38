using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What a call's attempts came to. Of a call that its first attempt answered nothing is kept: its own record says as much.
/// </summary>
internal sealed class AttemptHistory
{
    private List<AttemptRecord>? attempts;

    /// <summary>The attempts that failed so far, in order.</summary>
    public IReadOnlyList<AttemptRecord> SoFar => attempts ?? (IReadOnlyList<AttemptRecord>)[];

    public void Failed(Call call, AttemptFailure failure, TimeProvider time) => Add(call, failure.Outcome, failure.Status, time);

    /// <summary>What became of the last attempt is known and told.</summary>
    public bool KnowsLast(Call call) => attempts?.Count == call.Attempts;

    /// <summary>The line to store, once the call is over.</summary>
    /// <param name="call">The call; its last attempt is the one that answered, if one did.</param>
    /// <param name="ending">What became of that one.</param>
    /// <param name="time">The process's clock.</param>
    public string? Close(Call call, AttemptOutcome ending, TimeProvider time)
    {
        if (call.Answer is not null && !KnowsLast(call) && (attempts is not null || ending != AttemptOutcome.Answered))
            Add(call, ending, StatusCodes.Status200OK, time);
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
