namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>Whether an endpoint is called.</summary>
internal enum CircuitBreakerState
{
    /// <summary>The endpoint is called.</summary>
    Closed,

    /// <summary>The endpoint failed too often, or sent a retry-after time. It is called only if no other endpoint is left.</summary>
    Open,

    /// <summary>The open duration has passed. One attempt, the probe, is allowed.</summary>
    HalfOpen,
}

/// <summary>
/// Stops calls to a failing endpoint. It opens after 5 failures within 30 seconds, if these are at least half of all attempts. After 10
/// seconds it allows one probe, and closes when the probe succeeds. Each failed probe doubles the open duration, up to 5 minutes. After a hint
/// that the breaker of another node has opened, the first failure opens it. A state machine without a clock; not thread-safe.
/// </summary>
internal sealed class CircuitBreaker
{
    public const int FailuresToOpen = 5;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan InitialOpenDuration = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxOpenDuration = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After this time without an outcome another probe is allowed. The outcome of a long answer that is not streamed can take longer.
    /// </summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromMinutes(1);

    private readonly RollingCounts outcomes = new(Window);
    private TimeSpan? openedAt;
    private TimeSpan openUntil;
    private TimeSpan openDuration = InitialOpenDuration;
    private TimeSpan? probeStartedAt;
    private TimeSpan? suspectedAt;

    /// <summary>When the breaker becomes half-open; null while it is closed.</summary>
    public TimeSpan? OpenUntil => openedAt is null ? null : openUntil;

    public CircuitBreakerState StateAt(TimeSpan now) =>
        openedAt is null ? CircuitBreakerState.Closed : now < openUntil ? CircuitBreakerState.Open : CircuitBreakerState.HalfOpen;

    /// <summary>Whether the next attempt is allowed. While the breaker is half-open, only if no probe is running.</summary>
    public bool AllowsAt(TimeSpan now) => StateAt(now) switch
    {
        CircuitBreakerState.Closed => true,
        CircuitBreakerState.HalfOpen => probeStartedAt is not { } startedAt || now - startedAt >= ProbeTimeout,
        _ => false,
    };

    /// <summary>Records the beginning of an attempt; true if the attempt is the probe.</summary>
    public bool TryBeginProbe(TimeSpan now)
    {
        if (StateAt(now) != CircuitBreakerState.HalfOpen || !AllowsAt(now)) return false;
        probeStartedAt = now;
        return true;
    }

    /// <param name="begunAt">When the attempt began. An attempt that began before the breaker opened does not close it.</param>
    /// <param name="now">When it succeeded.</param>
    public void RecordSuccess(TimeSpan begunAt, TimeSpan now)
    {
        if (openedAt is not null)
        {
            if (begunAt >= openedAt) Close();
            return;
        }

        outcomes.Add(now, total: 1, marked: 0);
        if (begunAt >= suspectedAt) suspectedAt = null;
    }

    /// <param name="wasProbe">The attempt was the probe.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="mayOpen">Whether the breaker may open. The failure counts in any case.</param>
    public void RecordFailure(bool wasProbe, TimeSpan now, bool mayOpen = true)
    {
        if (openedAt is not null)
        {
            if (!wasProbe) return;
            openDuration = openDuration * 2 > MaxOpenDuration ? MaxOpenDuration : openDuration * 2;
            Open(now, openDuration);
            return;
        }

        outcomes.Add(now, total: 1, marked: 1);
        var (total, failed) = outcomes.Sum(now);
        if (mayOpen && failed >= (now - suspectedAt < Window ? 1 : FailuresToOpen) && failed * 2 >= total) Open(now, openDuration);
    }

    /// <summary>
    /// The breaker of another node has opened: the first failure within 30 seconds opens this one, unless a newer attempt succeeds before.
    /// What was observed before the hint does not count any more.
    /// </summary>
    public void Suspect(TimeSpan now)
    {
        if (openedAt is not null) return;
        outcomes.Clear();
        suspectedAt = now;
    }

    /// <summary>The breaker of another node has closed: this one allows a probe at once.</summary>
    public void AllowProbe(TimeSpan now)
    {
        suspectedAt = null;
        if (openedAt is not null && now < openUntil) openUntil = now;
    }

    /// <summary>Opens the breaker for at least this time. Does not shorten the time for which it is already open.</summary>
    public void OpenFor(TimeSpan duration, TimeSpan now)
    {
        var end = now + duration;
        Open(now, openedAt is not null && openUntil > end ? openUntil - now : duration);
    }

    /// <summary>Allows another probe, because the outcome of the last one says nothing about the endpoint.</summary>
    public void ReleaseProbe() => probeStartedAt = null;

    public void Close()
    {
        openedAt = null;
        probeStartedAt = null;
        suspectedAt = null;
        openDuration = InitialOpenDuration;
        outcomes.Clear();
    }

    private void Open(TimeSpan now, TimeSpan duration)
    {
        openedAt = now;
        openUntil = now + duration;
        probeStartedAt = null;
        suspectedAt = null;
    }
}
