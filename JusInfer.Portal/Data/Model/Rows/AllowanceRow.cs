using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>What the calls of an open allowance cost so far. The wallet's is in <see cref="WalletRow"/>.</summary>
internal sealed class AllowanceRow : IAllowanceTotal
{
    public required TeamId TeamId { get; init; }

    public required AllowanceKind Kind { get; init; }

    public required string Subject { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required NanoUsd Spent { get; set; }

    public void Add(NanoUsd cost) => Spent += cost;
}
