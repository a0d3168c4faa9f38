using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>What the team spent in a period, per hour or day.</summary>
internal sealed record OverviewFigures
{
    public const string DefaultPeriod = "month";

    /// <summary>In a name, it lets no line break inside of it.</summary>
    private const char NoBreakHyphen = '\u2011';

    /// <summary>The names in the query string.</summary>
    public static readonly ImmutableArray<(string Name, string Label)> Periods =
        [("24h", "24 h"), ("7d", "7 days"), (DefaultPeriod, "Month"), ("30d", "30 days")];

    /// <summary>The usage by model.</summary>
    public required UsageExploration Usage { get; init; }

    /// <summary>The calls of each key per bucket.</summary>
    public required ImmutableArray<KeyCost> Keys { get; init; }

    /// <summary>The id of the model with which the cost is compared.</summary>
    public required string Baseline { get; init; }

    public UsagePeriod Period => Usage.Report.Filter.Period;

    public UsageSums Total => Usage.Total.Sums;

    public UsageChart Chart => new(Usage, UsageMeasures.Cost, ChartKind.Stacked);

    public ImmutableArray<OverviewTile> Tiles =>
    [
        UsageTiles.Spend(Usage) with { Title = Period.Range == DefaultPeriod ? "Spend this month" : "Spend" },
        UsageTiles.Of(Usage, "saved_usd", SavedNote) with { Title = "Saved by routing" },
        UsageTiles.Of(Usage, UsageMeasures.Requests.Name, FailedNote),
        UsageTiles.CacheHits(Usage),
    ];

    private string? SavedNote
    {
        get
        {
            var (cost, baseline) = (Total.Cost.Usd, Total.BaselineCost.Usd);
            var name = Baseline[(Baseline.LastIndexOf('/') + 1)..].Replace('-', NoBreakHyphen);
            return baseline == 0 ? null
                : cost <= baseline ? $"{NumberFormat.Percent((double)((baseline - cost) / baseline))} less than on {name}"
                : $"more than on {name}";
        }
    }

    private string? FailedNote => Total switch
    {
        { Requests: 0 } => null,
        { Errors: 0 } => "none failed",
        var total => $"{NumberFormat.Count(total.Errors)} failed ({NumberFormat.Percent((double)total.Errors / total.Requests)})",
    };

    /// <summary>Reads a period of the query string; the month if there is no such one.</summary>
    public static UsagePeriod Parse(string? period, DateTimeOffset now) => UsagePeriod.Parse(
        name => name == "range" ? Periods.Any(known => known.Name == period) ? period : DefaultPeriod : null, now);

    /// <summary>Reads the figures with four queries of the tables of sums, whatever the number of calls, keys and models.</summary>
    public static async Task<OverviewFigures> ReadAsync(
        IUsageQueries usage, TeamId team, UsagePeriod period, string baseline, CancellationToken cancellationToken)
    {
        var window = period.WindowOf(team);
        var step = UsageDimensions.Standard.Of(period.Step);
        var byModel = new UsageSumQuery
        {
            Window = window,
            Groups = [step, UsageDimensions.Model],
            IsExtended = true,
            MaxGroups = int.MaxValue,
        };
        var timeline = await usage.ReadAsync(byModel, cancellationToken);
        var incomplete = await usage.SumAsync(window with { From = period.ComparedEnd }, UsageSelection.All, cancellationToken);
        var previous = await usage.SumAsync(period.PreviousWindowOf(team), UsageSelection.All, cancellationToken);
        return new OverviewFigures
        {
            Usage = UsageExploration.Of(
                new UsageFilter { Period = period, Groups = [UsageDimensions.Model] }, timeline,
                UsageRow.Sum(timeline).Sums - incomplete, previous),
            Keys = await usage.ReadKeyCostsAsync(window, period.Step, cancellationToken),
            Baseline = baseline,
        };
    }
}
