using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Where and when a call is tried next: one budget of attempts and one of time, shared by retries and fallbacks. Who has not been asked is
/// asked at once; who has, after a wait drawn at random below a doubling bound ("full jitter", Marc Brooker, Exponential Backoff And
/// Jitter, 2015), so that callers do not return in step, or when it wished to be asked again. A wish that is too long means that endpoint
/// is done with.
/// </summary>
internal sealed class RetryPolicy(Random random)
{
    public const int MaxAttempts = 4;

    /// <summary>No attempt begins later than this after the first: clients retry too, and their waits multiply with these.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Nobody is kept waiting for longer without a word.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The next attempt; null to give up.</summary>
    /// <param name="targets">Every target of the call, in the order in which they are to be asked.</param>
    /// <param name="made">Attempts so far.</param>
    /// <param name="spent">Since the first attempt began.</param>
    public NextAttempt? Next(ReadOnlySpan<TargetHistory> targets, int made, TimeSpan spent)
    {
        if (made >= MaxAttempts) return null;
        var jitter = made == 0 ? TimeSpan.Zero : random.NextDouble() * FirstWait * (1 << (made - 1));
        NextAttempt? best = null;
        for (var target = 0; target < targets.Length; target++)
        {
            if (WaitFor(targets[target], jitter, spent) is not { } wait) continue;
            if (best is null || IsBetter(targets[target], wait, targets[best.Value.Target], best.Value.Wait))
                best = new NextAttempt(target, wait);
        }

        return best;
    }

    private static TimeSpan? WaitFor(TargetHistory target, TimeSpan jitter, TimeSpan spent)
    {
        var wait = TimeSpan.Zero;
        if (target.LastFailure is { } failure)
        {
            if (failure.Kind != FailureKind.Provider) return null;
            wait = failure.RetryAfter is { } wish ? wish - (spent - target.FailedAt) : jitter;
            if (wait > MaxWait) return null;
            if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        }

        return spent + wait > Patience || spent + wait >= target.TimeInAll ? null : wait;
    }

    /// <summary>A later target is better only where there is a reason: its breaker, the wait, or that it was asked less often.</summary>
    private static bool IsBetter(TargetHistory target, TimeSpan wait, TargetHistory best, TimeSpan bestWait)
    {
        if (target.IsAdmitted != best.IsAdmitted) return target.IsAdmitted;
        return wait != bestWait ? wait < bestWait : target.Asked < best.Asked;
    }
}

/// <summary>What has happened at one of a call's targets.</summary>
/// <param name="IsAdmitted">Its breaker lets attempts through.</param>
/// <param name="TimeInAll">How long the call may take there, from its first attempt anywhere.</param>
internal readonly record struct TargetHistory(bool IsAdmitted, TimeSpan TimeInAll)
{
    /// <summary>How often this call asked there.</summary>
    public int Asked { get; init; }

    public AttemptFailure? LastFailure { get; init; }

    /// <summary>When that was, from the call's first attempt.</summary>
    public TimeSpan FailedAt { get; init; }
}

/// <param name="Target">The index of the target to ask.</param>
/// <param name="Wait">How long before.</param>
internal readonly record struct NextAttempt(int Target, TimeSpan Wait);
