using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>Sums over the calls of one agent run: those that name the same session.</summary>
internal sealed class RunRow : SummedRow
{
    public required TenantId TenantId { get; init; }

    public required string Session { get; init; }

    /// <summary>The day (UTC) of the first call, in days since 1970-01-01.</summary>
    public int Day { get; private set; } = int.MaxValue;

    /// <summary>The start of the first call.</summary>
    public DateTimeOffset FirstAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>The start of the last call.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public override void Add(UsageRecord record)
    {
        base.Add(record);
        if (record.At < FirstAt) (FirstAt, Day) = (record.At, SumPeriod.Day.StartOf(record.At) / 24);
        if (record.At > LastAt) LastAt = record.At;
    }
}
