namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Which node does a periodic job; without a node, a time of <see cref="Stores.RemovalClock"/>.</summary>
internal sealed class JobLeaseRow
{
    public required string Job { get; init; }

    public required Guid Node { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
