namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of one UTC hour that agree in every column of the key. A name that they did not give is empty.</summary>
internal sealed class UsageRollupRow
{
    public required TenantId TenantId { get; init; }

    /// <summary>Whole hours since 1970-01-01T00:00Z: an integer is divided into days by the same expression on both databases.</summary>
    public required int Hour { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    public required string ModelServed { get; init; }

    public required string Provider { get; init; }

    public required string EndUser { get; init; }

    public required string Session { get; init; }

    public required long Requests { get; init; }

    public required long InputUncached { get; init; }

    public required long CacheRead { get; init; }

    public required long CacheWrite5m { get; init; }

    public required long CacheWrite1h { get; init; }

    public required long OutputText { get; init; }

    public required long OutputReasoning { get; init; }

    /// <summary>In billionths of a dollar; a plain integer, so that the database can sum it.</summary>
    public required long CostNano { get; init; }

    /// <summary>In billionths of a dollar.</summary>
    public required long BaselineCostNano { get; init; }

    public required long Errors { get; init; }
}
