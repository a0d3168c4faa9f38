using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Decides which target a call tries next, and when. Retries and fallbacks share one limit of attempts and one of time. A target that has
/// not been tried is called at once. A target that failed is called again after exponential backoff with full jitter (Marc Brooker,
/// Exponential Backoff And Jitter, 2015), or after the provider's retry-after time. If that time is too long, the target is not tried
/// again.
/// </summary>
internal sealed class RetryPolicy(Random random)
{
    public const int MaxAttempts = 4;

    /// <summary>
    /// No attempt begins later than this after the first one. Clients retry as well, and their delays multiply with these.
    /// </summary>
    public static readonly TimeSpan RetryWindow = TimeSpan.FromSeconds(45);

    /// <summary>The longest delay before an attempt. A longer retry-after time ends the attempts at that target.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>The next attempt; null if there is none.</summary>
    /// <param name="targets">Every target of the call, in order of preference.</param>
    /// <param name="made">The number of attempts so far.</param>
    /// <param name="elapsed">The time since the first attempt began.</param>
    /// <param name="window">The time after which no attempt begins; null for <see cref="RetryWindow"/>.</param>
    public NextAttempt? Next(ReadOnlySpan<TargetHistory> targets, int made, TimeSpan elapsed, TimeSpan? window = null)
    {
        if (made >= MaxAttempts) return null;
        var jitter = made == 0 ? TimeSpan.Zero : random.NextDouble() * BaseDelay * (1 << (made - 1));
        NextAttempt? best = null;
        for (var target = 0; target < targets.Length; target++)
        {
            if (DelayFor(targets[target], jitter, elapsed, window ?? RetryWindow) is not { } delay) continue;
            if (best is null || IsBetter(targets[target], delay, targets[best.Value.Target], best.Value.Delay))
                best = new NextAttempt(target, delay);
        }

        return best;
    }

    private static TimeSpan? DelayFor(TargetHistory target, TimeSpan jitter, TimeSpan elapsed, TimeSpan window)
    {
        var delay = TimeSpan.Zero;
        if (target.LastFailure is { } failure)
        {
            if (failure.Kind != FailureKind.Provider || !failure.MayRepeat) return null;
            delay = failure.RetryAfter is { } retryAfter ? retryAfter - (elapsed - target.FailedAt) : jitter;
            if (delay > MaxDelay) return null;
            if (delay < TimeSpan.Zero) delay = TimeSpan.Zero;
        }

        return elapsed + delay > window || elapsed + delay >= target.TotalTimeout ? null : delay;
    }

    /// <summary>A later target is preferred for its circuit breaker's state, a shorter delay or fewer attempts, in this order.</summary>
    private static bool IsBetter(TargetHistory target, TimeSpan delay, TargetHistory best, TimeSpan bestDelay)
    {
        if (target.IsAvailable != best.IsAvailable) return target.IsAvailable;
        return delay != bestDelay ? delay < bestDelay : target.Attempts < best.Attempts;
    }
}

/// <summary>What has happened at one target of a call.</summary>
/// <param name="IsAvailable">The target's circuit breaker allows attempts.</param>
/// <param name="TotalTimeout">The total timeout of the target, counted from the call's first attempt at any target.</param>
internal readonly record struct TargetHistory(bool IsAvailable, TimeSpan TotalTimeout)
{
    /// <summary>How many attempts this call has made at the target.</summary>
    public int Attempts { get; init; }

    public AttemptFailure? LastFailure { get; init; }

    /// <summary>When the last attempt failed, counted from the call's first attempt.</summary>
    public TimeSpan FailedAt { get; init; }
}

/// <summary>The attempt to make next.</summary>
/// <param name="Target">The index of the target.</param>
/// <param name="Delay">The time to wait before the attempt.</param>
internal readonly record struct NextAttempt(int Target, TimeSpan Delay);
