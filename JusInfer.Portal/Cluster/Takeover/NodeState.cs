using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>A process, as the database knows it.</summary>
internal sealed record NodeState
{
    public required NodeDescription Description { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last reported, by the clock of the database.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>How far its clock is ahead of the database's.</summary>
    public required TimeSpan ClockOffset { get; init; }

    /// <summary>Another node is taking over its calls, or has begun to.</summary>
    public required bool IsEnded { get; init; }

    /// <summary>What a dead node has leased of wallets and budgets, all teams together. It counts as spent until its calls are stored.</summary>
    public required NanoUsd Leased { get; init; }

    /// <summary>The calls of a dead node whose intents are in the database.</summary>
    public required int OpenCalls { get; init; }

    public LeaseNode Node => Description.Node;

    public Guid Id => Node.Id;

    /// <summary>
    /// Whether it has not reported for so long that its leases have ended, or last did while the clock of the database was ahead.
    /// </summary>
    public bool IsDead(DateTimeOffset now) => IsEnded || (now - SeenAt).Duration() >= LeaseTerms.Duration;
}
