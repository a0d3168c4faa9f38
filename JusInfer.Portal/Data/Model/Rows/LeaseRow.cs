using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A node's lease of an allowance. <see cref="LeaseState"/> describes the amounts.</summary>
internal sealed class LeaseRow : IAllowanceTotal
{
    public required TeamId TeamId { get; init; }

    public required AllowanceKind Kind { get; init; }

    public required string Subject { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required Guid Node { get; init; }

    public NanoUsd Granted { get; private set; }

    public NanoUsd Settled { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>From then on, the node counts as dead.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public LeaseState State
    {
        get => new(Granted, Settled, Sequence);
        set => (Granted, Settled, Sequence) = (value.Granted, value.Settled, value.Sequence);
    }

    public void Add(NanoUsd cost) => Settled += cost;
}
