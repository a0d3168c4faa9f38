namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// How often and how fast a call is tried again: one budget of attempts and one of time, shared by retries and fallbacks. Waits are drawn at
/// random below a doubling bound ("full jitter", Marc Brooker, Exponential Backoff And Jitter, 2015), so that callers do not return in step.
/// </summary>
internal sealed class RetryPolicy(Random random)
{
    public const int MostAttempts = 4;

    /// <summary>Clients retry too: one call holds them no longer than this before it gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long to wait before the next attempt; null to give up. Another endpoint is asked at once; the same one again only after a wait.
    /// </summary>
    public TimeSpan? WaitBefore(int attempt, bool sameEndpoint, AttemptFailure failure, TimeSpan spent)
    {
        if (attempt > MostAttempts || !failure.MayRetry || spent > Patience) return null;
        if (!sameEndpoint) return TimeSpan.Zero;
        if (failure.Kind == FailureKind.Operator) return null;
        if (failure.RetryAfter is { } wished) return wished <= LongestWait ? wished : null;
        var bound = FirstWait * (1 << (attempt - 2));
        return random.NextDouble() * bound;
    }
}
