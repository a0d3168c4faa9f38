using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of one hour or day that agree in all columns of the primary key.</summary>
internal sealed class UsageSumRow : PeriodSumRow
{
    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    /// <summary>Empty if no model answered.</summary>
    public required string ModelServed { get; init; }

    /// <summary>Empty if no provider answered.</summary>
    public required string Provider { get; init; }

    /// <summary>The first digit of the status.</summary>
    public required int StatusClass { get; init; }

    public LatencyHistogram Duration { get; private set; }

    /// <summary>The time to the first token, of the calls that had one.</summary>
    public LatencyHistogram Ttft { get; private set; }

    public override void Add(UsageRecord record)
    {
        base.Add(record);
        Duration = Duration.Add(record.DurationMs);
        if (record.TtftMs is { } ttft) Ttft = Ttft.Add(ttft);
    }
}
