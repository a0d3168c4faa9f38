namespace JusInfer.Portal.Admission.Runaway;

/// <summary>What a pause concerns.</summary>
internal enum PauseScope
{
    Run,
    Key,

    /// <summary>A team that providers have billed too much for that no limit covers. Only operators resume it.</summary>
    Team,
}

/// <summary>A run, key or team whose calls are rejected until a person resumes it, those of a team for 24 hours at most.</summary>
internal sealed record Pause
{
    public required TeamId TeamId { get; init; }

    public required PauseScope Scope { get; init; }

    /// <summary>The session of the run, or the id of the key or team.</summary>
    public required string Subject { get; init; }

    /// <summary>The key whose call caused the pause.</summary>
    public required KeyId KeyId { get; init; }

    /// <summary>The member that the key belongs to.</summary>
    public required MemberId MemberId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The reason, in a sentence with the numbers.</summary>
    public required string Reason { get; init; }

    /// <summary>When a person resumed it; null while it is paused.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset EndsAt => Scope == PauseScope.Team ? At + UnbilledGuard.Period : Timestamps.Never;

    /// <summary>Whether it has not ended. One of a team that a clock which was ahead began would last for as much longer.</summary>
    public bool IsOn(DateTimeOffset now) => Scope != PauseScope.Team || PlausibleTime.IsWithin(EndsAt, UnbilledGuard.Period, now);
}
