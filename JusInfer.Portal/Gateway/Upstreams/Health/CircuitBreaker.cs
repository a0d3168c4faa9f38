namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>Whether an endpoint is asked.</summary>
internal enum CircuitBreakerState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It failed too often, or asked to be left alone: it is not, as long as there is another.</summary>
    Open,

    /// <summary>The pause is over: one attempt may find out.</summary>
    HalfOpen,
}

/// <summary>
/// Keeps calls away from an endpoint that fails. It opens on five failures within half a minute, if they are at least half of all attempts;
/// after a pause it lets one attempt through, and closes when that one is answered. Each probe that fails doubles the pause, up to five
/// minutes. A state machine without a clock of its own; not for several threads at once.
/// </summary>
internal sealed class CircuitBreaker
{
    public const int FailuresToOpen = 5;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>A probe that has not reported by then is forgotten: a long answer that is not streamed, for instance.</summary>
    private static readonly TimeSpan ProbeLease = TimeSpan.FromMinutes(1);

    private readonly RollingCounts outcomes = new(Window);
    private TimeSpan? openedAt;
    private TimeSpan openUntil;
    private TimeSpan pause = FirstPause;
    private TimeSpan? probedAt;

    /// <summary>When the pause ends; null while closed.</summary>
    public TimeSpan? OpenUntil => openedAt is null ? null : openUntil;

    public CircuitBreakerState StateAt(TimeSpan now) =>
        openedAt is null ? CircuitBreakerState.Closed : now < openUntil ? CircuitBreakerState.Open : CircuitBreakerState.HalfOpen;

    /// <summary>Whether the next attempt may go here; while half open, only until a probe is on its way.</summary>
    public bool AdmitsAt(TimeSpan now) => StateAt(now) switch
    {
        CircuitBreakerState.Closed => true,
        CircuitBreakerState.HalfOpen => probedAt is not { } probed || now - probed >= ProbeLease,
        _ => false,
    };

    /// <summary>An attempt begins; true where it is the probe.</summary>
    public bool Begin(TimeSpan now)
    {
        if (StateAt(now) != CircuitBreakerState.HalfOpen || !AdmitsAt(now)) return false;
        probedAt = now;
        return true;
    }

    /// <param name="begunAt">When the attempt began: what set out before the breaker opened says nothing about now.</param>
    /// <param name="now">When it was answered.</param>
    public void Answered(TimeSpan begunAt, TimeSpan now)
    {
        if (openedAt is null) outcomes.Add(now, all: 1, some: 0);
        else if (begunAt >= openedAt) Close();
    }

    public void Failed(bool wasProbe, TimeSpan now)
    {
        if (openedAt is not null)
        {
            if (!wasProbe) return;
            pause = pause * 2 > MaxDelay ? MaxDelay : pause * 2;
            Open(now, pause);
            return;
        }

        outcomes.Add(now, all: 1, some: 1);
        var (all, failed) = outcomes.Sum(now);
        if (failed >= FailuresToOpen && failed * 2 >= all) Open(now, pause);
    }

    /// <summary>Opens for a time that the provider has asked for, or that its fault needs; never shortens a pause.</summary>
    public void Hold(TimeSpan span, TimeSpan now)
    {
        var end = now + span;
        Open(now, openedAt is not null && openUntil > end ? openUntil - now : span);
    }

    /// <summary>The probe came to nothing that could be judged: another may be sent.</summary>
    public void ForgetProbe() => probedAt = null;

    public void Close()
    {
        openedAt = null;
        probedAt = null;
        pause = FirstPause;
        outcomes.Clear();
    }

    private void Open(TimeSpan now, TimeSpan span)
    {
        openedAt = now;
        openUntil = now + span;
        probedAt = null;
    }
}
