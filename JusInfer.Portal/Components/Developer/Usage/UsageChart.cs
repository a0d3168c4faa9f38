using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>How a chart shows values.</summary>
internal enum ChartKind
{
    Stacked,
    Lines,

    /// <summary>Stacked sums since the start of the period.</summary>
    Cumulative,
}

/// <summary>The chart of the page: a measure per bucket, of the most expensive groups and of the others.</summary>
internal sealed class UsageChart
{
    public const string Other = "Other";

    /// <summary>The colors of the series, the most expensive one first.</summary>
    public static readonly ImmutableArray<ChartColor> Colors =
        [ChartColor.Green, ChartColor.Amber, ChartColor.Blue, ChartColor.Violet, ChartColor.PaleGreen];

    private readonly UsageExploration view;
    private readonly UsageColumn column;
    private readonly ImmutableArray<DateTimeOffset> buckets;

    public UsageChart(UsageExploration view, UsageColumn column, ChartKind kind)
    {
        (this.view, this.column) = (view, column);
        Period = view.Report.Filter.Period;
        buckets = Period.Buckets;
        Kind = column.IsAdditive ? kind : ChartKind.Lines;
        Groups =
        [
            .. view.Report.Rows.Where(static row => !row.IsRest).Take(UsageReader.MaxSeries)
                .Where(row => !column.IsAdditive || UsageText.Number(column, row) != 0).Select(static row => row.Group),
        ];
        Series = [.. Lines()];
    }

    public ChartKind Kind { get; }

    /// <summary>The groups of the series, without <see cref="Other"/>.</summary>
    public ImmutableArray<ImmutableArray<string>> Groups { get; }

    public ImmutableArray<ChartSeries> Series { get; }

    public string Title => $"{column.Label} per {StepName}";

    public ImmutableArray<string> Labels => [.. buckets.Select(Period.LabelOf)];

    /// <summary>The starts of the buckets, for those that readers see in their time zone; empty for days.</summary>
    public ImmutableArray<DateTimeOffset> Times => IsTime ? buckets : [];

    /// <summary>What a bucket is called.</summary>
    public string LabelHeading => Period.Step switch
    {
        TimelineStep.FiveMinutes => "From",
        TimelineStep.Hour => "Hour",
        var step => $"{step} (UTC)",
    };

    public ChartUnit Unit => column.Unit switch
    {
        UsageUnit.Usd => ChartUnit.Usd,
        UsageUnit.Ratio => ChartUnit.Percent,
        UsageUnit.Milliseconds => ChartUnit.Milliseconds,
        _ => ChartUnit.Count,
    };

    /// <summary>The value of each bucket of all groups.</summary>
    public ImmutableArray<string> Totals =>
        Kind == ChartKind.Cumulative || IsOfRuns ? [] : [.. UsageText.Of(column, buckets.Select(TotalOf).ToArray())];

    private UsagePeriod Period { get; }

    private bool IsOfFailed => column == UsageMeasures.Errors;

    /// <summary>
    /// Whether runs are summed, each with all its calls on the day on which it started: those of one bucket can be more than its calls.
    /// </summary>
    private bool IsOfRuns => !view.Report.IsFromCalls && view.Report.Filter.Groups is [var group] && group == UsageDimensions.Session;

    private bool IsTime => Period.Step is TimelineStep.FiveMinutes or TimelineStep.Hour;

    private string StepName => Period.Step == TimelineStep.FiveMinutes ? "5 minutes" : EnumFormat.Format(Period.Step);

    /// <summary>The requests of a column, or of one of its parts.</summary>
    /// <param name="label">The index of a bucket.</param>
    /// <param name="series">The index of a series; negative for all.</param>
    public string? AddressOf(int label, int series)
    {
        var (from, to) = BucketOf(label);
        var period = (Kind == ChartKind.Cumulative ? Period.Start : from, to);
        return series < 0 || !view.Report.Groups.Any() ? UsageLinks.Of(view.Report, group: null, period, IsOfFailed)
            : series < Groups.Length ? UsageLinks.Of(view.Report, Groups[series], period, IsOfFailed)
            : null;
    }

    /// <summary>The start and the end of the part of a bucket that is in the period.</summary>
    public (DateTimeOffset From, DateTimeOffset To) BucketOf(int label)
    {
        var (from, to) = (buckets[label], Period.Calendar.After(buckets[label]));
        return (from < Period.Start ? Period.Start : from, to > Period.End ? Period.End : to);
    }

    private UsageRow TotalOf(DateTimeOffset start) => UsageRow.Sum(view.Buckets[start]);

    private IEnumerable<ChartSeries> Lines()
    {
        var rows = view.Series.ToLookup(static row => row.Start);
        var groups = Groups.Select(group => buckets
            .Select(start => rows[start].FirstOrDefault(row => row.Group.AsSpan()[1..].SequenceEqual(group.AsSpan())))
            .Select(row => row is not null ? UsageText.Number(column, row) : column.IsAdditive ? 0m : null).ToArray()).ToArray();
        var report = view.Report;
        for (var index = 0; index < groups.Length && report.Groups.Any(); index++)
            yield return Line(report.NameOf(Groups[index]), groups[index], index);
        var totals = buckets.Select(start => UsageText.Number(column, TotalOf(start))).ToArray();
        if (!report.Groups.Any() || groups.Length == 0) yield return Line(column.Label, totals, 0);
        else if (!column.IsAdditive) yield return Line("All", totals, index: -1);
        else if (totals.Select((total, bucket) => OtherOf(total, groups.Sum(group => group[bucket] ?? 0))).ToArray() is var others
            && others.Any(static value => value != 0))
            yield return Line(Other, others, index: -1);
    }

    private decimal? OtherOf(decimal? total, decimal listed) => IsOfRuns && total < listed ? 0 : total - listed;

    private ChartSeries Line(string name, decimal?[] values, int index)
    {
        if (Kind == ChartKind.Cumulative) for (var bucket = 1; bucket < values.Length; bucket++) values[bucket] += values[bucket - 1];
        return new ChartSeries(name, values, UsageText.Of(column, values), index < 0 ? ChartColor.Gray : Colors[index]);
    }
}
