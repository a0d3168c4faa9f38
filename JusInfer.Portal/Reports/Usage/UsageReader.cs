using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>
/// Reads reports on usage from the tables of sums, whose size does not grow with the number of calls, where they have what a filter asks
/// for; otherwise from the calls of the last days of its period.
/// </summary>
internal sealed class UsageReader(IUsageQueries usage, IKeyStore keys, ITenancyStore tenancy, UsageDimensions dimensions)
{
    /// <summary>The maximum number of days of single calls.</summary>
    public const int MaxDaysOfCalls = 31;

    /// <summary>
    /// If more of a period has passed, it is read by days: 30 days of 10 million calls by hours took 250 ms, to compare the hours of
    /// today too.
    /// </summary>
    private static readonly TimeSpan MaxInHours = TimeSpan.FromDays(14);

    /// <summary>The number of groups of a chart that have a color. The others are one series.</summary>
    public const int MaxSeries = 5;

    /// <summary>
    /// Reads the rows with one statement, a second one if there are more groups than can be listed, one for the latencies of few calls,
    /// and two for the names of keys and members.
    /// </summary>
    public async Task<UsageReport> ReadAsync(TeamId team, UsageFilter filter, CancellationToken cancellationToken)
    {
        filter = filter with { HasExactLatencies = true };
        return (await ReadAsync(team, filter, filter.QueryOf(team), UsageNames.None, hasRest: true, cancellationToken)).Report;
    }

    /// <summary>Reads the rows without time, the buckets of the chart, and the sums of the period before.</summary>
    /// <param name="team">The team.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="known">The names that were read before; they are read again if one is missing.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<UsageExploration> ExploreAsync(
        TeamId team, UsageFilter filter, UsageNames known, CancellationToken cancellationToken)
    {
        var step = dimensions.Of(filter.Period.Step);
        var finest = filter.QueryOf(team) with { Groups = [step, .. filter.Groups] };
        filter = filter with { Period = filter.Period with { Clock = ClockOf(filter.Period, finest) } };
        var (report, query) = await ReadAsync(team, filter, finest, known, hasRest: false, cancellationToken);
        var only = report.Rows.Where(static row => !row.IsRest).Take(MaxSeries).ToImmutableArray();
        var series = only.IsEmpty || filter.Groups.IsEmpty ? []
            : await usage.ReadAsync(query with { Groups = [step, .. filter.Groups], Only = only }, cancellationToken);

        // Sums keep the calls that were removed by age: where they have the selection, the totals are theirs.
        var all = query with { IsFromCalls = false, MaxGroups = int.MaxValue };
        var totals = await usage.ReadAsync(all with { Groups = [dimensions.Of(filter.Period.Clock)] }, cancellationToken);
        var period = report.Filter.Period;
        var previous = filter.IsCompared && report.AskedPeriod is null && period.ComparedEnd > period.Start
            ? UsageRow.Sum(await usage.ReadAsync(
                all with { Groups = [], Window = period.PreviousWindowOf(team), HasExactLatencies = false }, cancellationToken))
            : null;
        return new UsageExploration
        {
            Report = report with { Rows = WithRest(report.Rows, totals) },
            Series = series,
            Buckets = totals.ToLookup(row => period.Calendar.Floor(row.Start)),
            Compared = UsageRow.Sum(totals.Where(row => row.Start < period.ComparedEnd)),
            Previous = previous,
        };
    }

    /// <summary>The values of a dimension in a period, the most expensive ones, to choose from; none if no table of sums has it.</summary>
    public async Task<ImmutableArray<string>> ReadValuesAsync(
        TeamId team, UsageDimension dimension, UsagePeriod period, CancellationToken cancellationToken)
    {
        var query = new UsageFilter { Period = period, Groups = [dimension], IsExtended = true }.QueryOf(team);
        if (!usage.HasSums(query)) return [];
        var rows = await usage.ReadAsync(query, cancellationToken);
        return [.. rows.Where(static row => row is { IsRest: false, Group: [not ""] }).Select(static row => row.Group[0])];
    }

    public Task<UsageNames> ReadNamesAsync(TeamId team, CancellationToken cancellationToken) =>
        UsageNames.ReadAsync(team, keys, tenancy, cancellationToken);

    private async Task<(UsageReport Report, UsageSumQuery Query)> ReadAsync(
        TeamId team, UsageFilter filter, UsageSumQuery finest, UsageNames known, bool hasRest, CancellationToken cancellationToken)
    {
        var isFromCalls = !usage.HasSums(finest);
        var window = isFromCalls ? LastDays(finest.Window, filter.Period.Now) : finest.Window;
        var period = window == finest.Window ? filter.Period : filter.Period.Since(window.From);
        var query = filter.QueryOf(team) with { Window = window, IsFromCalls = isFromCalls, HasRest = hasRest };
        var rows = await usage.ReadAsync(query, cancellationToken);
        var summed = usage.WindowOf(query);
        var report = new UsageReport
        {
            Filter = filter with { Period = period with { Start = summed.From, End = summed.To } },
            AskedPeriod = window == finest.Window ? null : filter.Period,
            IsFromCalls = isFromCalls,
            Columns = UsageReport.ColumnsOf(filter),
            Rows = rows,
            Names = await NamesAsync(team, filter, rows, known, cancellationToken),
        };
        return (report, query);
    }

    private static ImmutableArray<UsageRow> WithRest(ImmutableArray<UsageRow> rows, ImmutableArray<UsageRow> totals)
    {
        var rest = UsageRow.Sum(totals).Sums - UsageRow.Sum(rows).Sums;
        return rest.Requests == 0 ? rows : rows.Add(new UsageRow([], rest, IsRest: true));
    }

    /// <summary>The last days of a range that have begun.</summary>
    private static UsageWindow LastDays(UsageWindow window, DateTimeOffset now)
    {
        var tomorrow = TimelineStep.Day.Floor(now).AddDays(1);
        var first = (window.To > tomorrow && window.From < tomorrow ? tomorrow : window.To).AddDays(-MaxDaysOfCalls);
        return window.From < first ? window with { From = first } : window;
    }

    /// <summary>
    /// The length of the shortest periods that are read: a few hundred rows.
    /// </summary>
    private TimelineStep ClockOf(UsagePeriod period, UsageSumQuery finest)
    {
        var isExact = TimelineStep.Hour.Floor(period.Start) == period.Start;
        if (period.Step == TimelineStep.FiveMinutes || !isExact) return TimelineStep.FiveMinutes;
        if (!usage.HasSums(finest)) return TimelineStep.Hour;
        var passed = (period.End < period.Now ? period.End : period.Now) - period.Start;
        var clock = passed > MaxInHours && period.Step != TimelineStep.Hour ? TimelineStep.Day : TimelineStep.Hour;
        return Array.Find(
            [clock, TimelineStep.Day],
            step => usage.HasSums(finest with { Groups = [dimensions.Of(step), .. finest.GroupsOfCalls] }));
    }

    private async Task<UsageNames> NamesAsync(
        TeamId team, UsageFilter filter, ImmutableArray<UsageRow> rows, UsageNames known, CancellationToken cancellationToken)
    {
        var ids = filter.Groups.Index().Where(static group => group.Item.HasNames)
            .SelectMany(group => rows.Where(static row => !row.IsRest).Select(row => row.Group[group.Index]))
            .Concat(filter.Selection.Values.Where(static chosen => chosen.Dimension.HasNames)
                .Select(static chosen => chosen.Dimension.Format(chosen.Value))).ToImmutableArray();
        return ids.All(known.IsKnown) ? known : (await UsageNames.ReadAsync(team, keys, tenancy, cancellationToken)).Without(ids);
    }
}
