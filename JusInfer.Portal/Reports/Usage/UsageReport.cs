using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>A report on usage: what pages, files, the API and tools show of it.</summary>
internal sealed record UsageReport
{
    /// <summary>The filter, with the period that was summed.</summary>
    public required UsageFilter Filter { get; init; }

    /// <summary>
    /// The period that was asked for, if single calls are summed and it is longer than <see cref="UsageReader.MaxDaysOfCalls"/>; null if
    /// all of it was summed.
    /// </summary>
    public UsagePeriod? AskedPeriod { get; init; }

    /// <summary>Whether single calls were summed, because no table of sums has the groups, the selection or the period.</summary>
    public required bool IsFromCalls { get; init; }

    /// <summary>The groups, and then the measures.</summary>
    public required ImmutableArray<UsageColumn> Columns { get; init; }

    /// <summary>The groups, by descending cost, or by time if that is the first group. A last row can be the rest.</summary>
    public required ImmutableArray<UsageRow> Rows { get; init; }

    public required UsageNames Names { get; init; }

    /// <summary>The sums of all rows.</summary>
    public UsageRow Total => UsageRow.Sum(Rows);

    /// <summary>The names of the values of a group, for people.</summary>
    public string NameOf(ImmutableArray<string> group) =>
        string.Join(" · ", Groups.Select((column, index) => Names.Of(column.Group!, group[index])));

    public static ImmutableArray<UsageColumn> ColumnsOf(UsageFilter filter) =>
        [.. filter.Groups.Select(UsageColumn.Of), .. UsageMeasures.All];

    public IEnumerable<UsageColumn> Groups => Columns.Where(static column => column.Group is not null);

    /// <summary>The groups, and the measures of short tables.</summary>
    public IEnumerable<UsageColumn> BriefColumns => Columns.Where(static column => column.Group is not null || column.IsBrief);
}
