namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// How often and how fast a call is tried again: one budget of attempts and one of time, shared by retries and fallbacks. Waits are drawn at
/// random below a doubling bound ("full jitter", Marc Brooker, Exponential Backoff And Jitter, 2015), so that callers do not return in step.
/// </summary>
internal sealed class RetryPolicy(Random random)
{
    public const int MostAttempts = 4;

    /// <summary>No attempt begins later than this after the first: clients retry too, and their waits multiply with these.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before the next attempt; null to give up.</summary>
    /// <param name="attempt">The number of that attempt; the first one was 1.</param>
    /// <param name="lastThere">How the same endpoint failed before; null where it was not asked yet, and then it is asked at once.</param>
    /// <param name="spent">Since the first attempt began.</param>
    public TimeSpan? WaitBefore(int attempt, AttemptFailure? lastThere, TimeSpan spent)
    {
        if (attempt > MostAttempts || spent > Patience) return null;
        if (lastThere is null) return TimeSpan.Zero;
        if (!lastThere.MayRetry || lastThere.Kind == FailureKind.Operator) return null;
        if (lastThere.RetryAfter is { } wished) return wished <= LongestWait ? wished : null;
        var bound = FirstWait * (1 << (attempt - 2));
        return random.NextDouble() * bound;
    }
}
