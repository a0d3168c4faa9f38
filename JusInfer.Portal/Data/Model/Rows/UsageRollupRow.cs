using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of one UTC hour that agree in all columns of the primary key.</summary>
internal sealed class UsageRollupRow
{
    public required TenantId TenantId { get; init; }

    /// <summary>
    /// Whole hours since 1970-01-01T00:00Z. As an integer it is divided into days by the same expression on both databases.
    /// </summary>
    public required int Hour { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    /// <summary>Empty if no model answered.</summary>
    public required string ModelServed { get; init; }

    /// <summary>Empty if no provider answered.</summary>
    public required string Provider { get; init; }

    /// <summary>Empty if the calls named no end user.</summary>
    public required string EndUser { get; init; }

    /// <summary>Empty if the calls named no session.</summary>
    public required string Session { get; init; }

    public long Requests { get; private set; }

    public TokenBuckets Tokens { get; private set; }

    /// <summary>Billionths of a dollar, as a plain integer that the database can sum.</summary>
    public long CostNano { get; private set; }

    /// <summary>Billionths of a dollar.</summary>
    public long BaselineCostNano { get; private set; }

    public long Errors { get; private set; }

    public void Add(UsageRecord record)
    {
        Requests++;
        Tokens += record.Tokens;
        CostNano = checked(CostNano + record.Cost.Value);
        BaselineCostNano = checked(BaselineCostNano + record.BaselineCost.Value);
        if (record.IsError) Errors++;
    }
}
