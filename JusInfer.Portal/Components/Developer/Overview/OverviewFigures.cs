using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>What the team spent in a period, per hour or day.</summary>
internal sealed record OverviewFigures
{
    public const string DefaultPeriod = "month";

    /// <summary>The names in the query string.</summary>
    public static readonly ImmutableArray<(string Name, string Label)> Periods =
        [("24h", "24 h"), ("7d", "7 days"), (DefaultPeriod, "Month"), ("30d", "30 days")];

    /// <summary>The period.</summary>
    public required UsageQuery Query { get; init; }

    /// <summary>The usage per bucket and model.</summary>
    public required ImmutableArray<TimelineRow> Timeline { get; init; }

    /// <summary>The part of the period that is compared with the one before: its whole hours.</summary>
    public required UsageSums Compared { get; init; }

    /// <summary>The same part of the period before.</summary>
    public required UsageSums Previous { get; init; }

    /// <summary>The calls of each key per bucket.</summary>
    public required ImmutableArray<KeyCost> Keys { get; init; }

    /// <summary>The id of the model with which the cost is compared.</summary>
    public required string Baseline { get; init; }

    public UsageSums Total => Timeline.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums);

    /// <summary>
    /// What the month will have cost at its current rate; null on its first day, without spend, and in periods that do not
    /// contain its days.
    /// </summary>
    public decimal? Forecast
    {
        get
        {
            var month = UtcMonth.Of(Query.Now);
            if (Query.Start > month || Query.Now < month.AddDays(1)) return null;
            var spent = Timeline.Where(row => row.Start >= month).Sum(static row => row.Sums.Cost.Usd);
            return spent == 0 ? null : spent * (decimal)((month.AddMonths(1) - month) / (Query.Now - month));
        }
    }

    public ImmutableArray<OverviewTile> Tiles => [SpendTile(), SavingsTile(), RequestsTile(), CacheTile()];

    public ImmutableArray<ChartSeries> Series =>
        SpendSeries.Create(Query.Buckets, Timeline, static model => model.Length == 0 ? "no model answered" : model);

    /// <summary>The labels of the buckets.</summary>
    public ImmutableArray<string> Labels => [.. Query.Buckets.Select(Query.LabelOf)];

    private string Before => Query.Range switch
    {
        "24h" => "vs the day before",
        "7d" => "vs the week before",
        DefaultPeriod => "vs last month",
        _ => "vs the 30 days before",
    };

    /// <summary>Reads a period of the query string; the month if there is no such one.</summary>
    public static UsageQuery Parse(string? period, DateTimeOffset now) =>
        UsageQuery.Parse(new UsageQueryString { Range = Periods.Any(known => known.Name == period) ? period : DefaultPeriod }, now);

    /// <summary>Reads the figures with four queries of the tables of sums, whatever the number of calls, keys and models.</summary>
    public static async Task<OverviewFigures> ReadAsync(
        IUsageQueries usage, TeamId team, UsageQuery query, string baseline, CancellationToken cancellationToken)
    {
        var window = query.WindowOf(team);
        var timeline = await usage.ReadTimelineAsync(window, query.Step, UsageGroup.Model, new UsageSumFilter(), cancellationToken);
        var incomplete = await usage.SumAsync(window with { From = query.ComparedEnd }, new UsageSumFilter(), cancellationToken);
        return new OverviewFigures
        {
            Query = query,
            Timeline = timeline.Rows,
            Compared = timeline.Total - incomplete,
            Previous = await usage.SumAsync(query.PreviousWindowOf(team), new UsageSumFilter(), cancellationToken),
            Keys = await usage.ReadKeyCostsAsync(window, query.Step, cancellationToken),
            Baseline = baseline,
        };
    }

    private OverviewTile SpendTile() => Tile(
        Query.Range == DefaultPeriod ? "Spend this month" : "Spend",
        NumberFormat.Money(Total.Cost),
        ChangeOf(Compared.Cost.Usd, Previous.Cost.Usd),
        Forecast is { } forecast
            ? $"{NumberFormat.Money(forecast)} expected by "
                + $"{UtcMonth.Of(Query.Now).AddMonths(1).AddDays(-1).ToString("MMM d", CultureInfo.InvariantCulture)}"
            : null,
        static sums => sums.Cost.Usd,
        static sums => NumberFormat.Money(sums.Cost));

    private OverviewTile SavingsTile()
    {
        var (cost, baseline, name) = (Total.Cost.Usd, Total.BaselineCost.Usd, Baseline[(Baseline.LastIndexOf('/') + 1)..]);
        var note = baseline == 0 ? null
            : cost <= baseline ? $"{NumberFormat.Percent((double)((baseline - cost) / baseline))} less than on {name}"
            : $"more than on {name}";
        return Tile(
            "Saved by routing",
            NumberFormat.Money(baseline - cost),
            change: null,
            note,
            static sums => Math.Max(0, sums.BaselineCost.Usd - sums.Cost.Usd),
            static sums => NumberFormat.Money(sums.BaselineCost.Usd - sums.Cost.Usd));
    }

    private OverviewTile RequestsTile()
    {
        var total = Total;
        var failed = total.Errors == 0
            ? "none failed"
            : $"{NumberFormat.Count(total.Errors)} failed ({NumberFormat.Percent((double)total.Errors / total.Requests)})";
        return Tile(
            "Requests",
            NumberFormat.Count(total.Requests),
            ChangeOf(Compared.Requests, Previous.Requests),
            total.Requests == 0 ? null : failed,
            static sums => sums.Requests,
            static sums => NumberFormat.Count(sums.Requests));
    }

    private OverviewTile CacheTile()
    {
        var points = Compared.InputTokens == 0 || Previous.InputTokens == 0
            ? (double?)null
            : Math.Round(100 * (RateOf(Compared) - RateOf(Previous)));
        var change = points switch
        {
            null => null,
            0 => $"the same {Before}",
            1 or -1 => $"{Signed(points.Value)} point {Before}",
            { } many => $"{Signed(many)} points {Before}",
        };
        return Tile(
            "Cache hit rate",
            Total.InputTokens == 0 ? "–" : NumberFormat.Percent(RateOf(Total)),
            change,
            "of the input tokens",
            static sums => (decimal)RateOf(sums),
            static sums => NumberFormat.Percent(RateOf(sums)));
    }

    private OverviewTile Tile(
        string title, string value, string? change, string? note, Func<UsageSums, decimal> valueOf, Func<UsageSums, string> textOf)
    {
        var byStart = Timeline.ToLookup(static row => row.Start, static row => row.Sums);
        var sums = Query.Buckets
            .Select(start => (Start: start, Sums: byStart[start].Aggregate(new UsageSums(), static (sum, row) => sum + row)))
            .ToImmutableArray();
        var texts = sums.Where(static bucket => bucket.Sums.Requests > 0)
            .Select(bucket => $"{Query.LabelOf(bucket.Start)}: {textOf(bucket.Sums)}");
        return new OverviewTile(
            title,
            value,
            change,
            note,
            [.. sums.Select(bucket => valueOf(bucket.Sums))],
            string.Join(", ", texts) is { Length: > 0 } text ? text : "No calls");
    }

    private string? ChangeOf(decimal now, decimal before)
    {
        if (before == 0) return null;
        var ratio = (double)((now - before) / before);
        return ratio switch
        {
            > -0.005 and < 0.005 => $"the same {Before}",
            > 9 => $"{NumberFormat.Count((long)Math.Round(ratio + 1))}\u00D7 {Before}",
            _ => $"{Signed(Math.Round(100 * ratio))}% {Before}",
        };
    }

    private static double RateOf(UsageSums sums) => sums.InputTokens == 0 ? 0 : (double)sums.CachedTokens / sums.InputTokens;

    private static string Signed(double points) => points.ToString("+0;\u22120", CultureInfo.InvariantCulture);
}
