using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>A report with the buckets of its period and the sums of the period before.</summary>
internal sealed record UsageExploration
{
    public required UsageReport Report { get; init; }

    /// <summary>The usage of the most expensive groups per bucket: time is the first group.</summary>
    public required ImmutableArray<UsageRow> Series { get; init; }

    /// <summary>The usage by the start of a bucket, in one or more rows.</summary>
    public required ILookup<DateTimeOffset, UsageRow> Buckets { get; init; }

    /// <summary>The part of the period that is compared.</summary>
    public required UsageRow Compared { get; init; }

    /// <summary>The same part of the period before; null if nothing is compared.</summary>
    public required UsageRow? Previous { get; init; }

    /// <summary>The exploration of a timeline that has all groups.</summary>
    /// <param name="filter">The filter, without time.</param>
    /// <param name="timeline">The usage per bucket and group.</param>
    /// <param name="compared">The sums of the part of the period that is compared.</param>
    /// <param name="previous">Those of the same part of the period before.</param>
    public static UsageExploration Of(UsageFilter filter, ImmutableArray<UsageRow> timeline, UsageSums compared, UsageSums previous)
    {
        var groups = timeline.Where(static row => !row.IsRest)
            .GroupBy(static row => string.Join('\n', row.Group[1..]), StringComparer.Ordinal)
            .Select(static rows => UsageRow.Sum(rows) with { Group = rows.First().Group[1..] });
        return new UsageExploration
        {
            Report = new UsageReport
            {
                Filter = filter,
                IsFromCalls = false,
                Columns = UsageReport.ColumnsOf(filter),
                Rows = [.. groups.OrderByDescending(static row => row.Sums.Cost).ThenByDescending(static row => row.Sums.Requests)],
                Names = UsageNames.None,
            },
            Series = timeline,
            Buckets = timeline.ToLookup(static row => row.Start),
            Compared = new UsageRow([], compared),
            Previous = new UsageRow([], previous),
        };
    }

    public UsageRow Total => UsageRow.Sum(Buckets.SelectMany(static bucket => bucket));
}
