using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>A chart of the Usage tab.</summary>
internal sealed record UsageChart(string Title, ChartUnit Unit, bool Lines, ImmutableArray<ChartSeries> Series);

/// <summary>The numbers of the charts of the Usage tab, one value per bucket.</summary>
internal sealed class UsageCharts
{
    private const string NoValue = "–";

    private readonly UsageViewModel view;
    private readonly ImmutableArray<DateTimeOffset> buckets;
    private readonly ImmutableArray<UsageSums> sums;

    public UsageCharts(UsageViewModel view)
    {
        this.view = view;
        buckets = view.Query.Buckets;
        var byStart = view.Timeline.ToLookup(static row => row.Start);
        sums = [.. buckets.Select(start => byStart[start].Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums))];
        Duration = Latencies(byStart, static row => row.Duration);
        Ttft = Latencies(byStart, static row => row.Ttft);
        Labels = [.. buckets.Select(view.Query.LabelOf)];
    }

    public ImmutableArray<string> Labels { get; }

    /// <summary>The starts of the buckets, for those that readers see in their time zone; empty for days, which are those of UTC.</summary>
    public ImmutableArray<DateTimeOffset> Times => view.Query.Step == TimelineStep.Day ? [] : buckets;

    /// <summary>"5 minutes", "hour" or "day".</summary>
    public string Step => view.Query.Step switch { TimelineStep.FiveMinutes => "5 minutes", TimelineStep.Hour => "hour", _ => "day" };

    public string LabelHeading => view.Query.Step switch { TimelineStep.FiveMinutes => "From", TimelineStep.Hour => "Hour", _ => "Day (UTC)" };

    /// <summary>The spend of each bucket, formatted.</summary>
    public ImmutableArray<string> SpendTotals => [.. sums.Select(static sum => NumberFormat.Money(sum.Cost))];

    /// <summary>The spend of the most expensive groups and of the rest; one series if no table of sums has the groups.</summary>
    public ImmutableArray<ChartSeries> Spend()
    {
        if (view.Query.IsGroupedByName) return [Series("Spend", ChartColor.Green, static sum => sum.Cost.Usd, static sum => NumberFormat.Money(sum.Cost))];
        return SpendSeries.Create(buckets, view.Timeline, view.NameOfGroup);
    }

    /// <summary>The cost of each bucket on the baseline model, formatted.</summary>
    public ImmutableArray<string> BaselineTotals => [.. sums.Select(static sum => NumberFormat.Money(sum.BaselineCost))];

    /// <summary>The spend of each bucket, and what the baseline model would have cost more. A negative amount is one that it would have cost less.</summary>
    public ImmutableArray<ChartSeries> Savings() =>
    [
        Series("Spend", ChartColor.Gray, static sum => sum.Cost.Usd, static sum => NumberFormat.Money(sum.Cost)),
        Series("Saved", ChartColor.Green, static sum => sum.BaselineCost.Usd - sum.Cost.Usd, static sum => NumberFormat.Money(sum.BaselineCost.Usd - sum.Cost.Usd)),
    ];

    /// <summary>What the chart of the savings compares, and the calls that it leaves out.</summary>
    public string SavingsNote(string baseline)
    {
        var result = SavingsDescriptions.Of(view.Total, baseline);
        return view.Unanswered switch
        {
            0 => result,
            1 => result + " 1 call that no model answered is not counted.",
            var calls => $"{result} {NumberFormat.Count(calls)} calls that no model answered are not counted.",
        };
    }

    public ImmutableArray<UsageChart> Others() =>
    [
        new($"Tokens per {Step}", ChartUnit.Count, Lines: false, [
            Count("Uncached input", ChartColor.Green, static sum => sum.UncachedTokens),
            Count("Cache read", ChartColor.PaleGreen, static sum => sum.CachedTokens),
            Count("Cache write (5 min)", ChartColor.Blue, static sum => sum.CacheWrite5mTokens),
            Count("Cache write (1 h)", ChartColor.Violet, static sum => sum.CacheWrite1hTokens),
            Count("Output text", ChartColor.Amber, static sum => sum.OutputTokens - sum.ReasoningTokens),
            Count("Reasoning", ChartColor.Gray, static sum => sum.ReasoningTokens),
        ]),
        new($"Requests per {Step}", ChartUnit.Count, Lines: false, [
            Count("Succeeded", ChartColor.Green, static sum => sum.Requests - sum.Errors),
            Count("Failed", ChartColor.Red, static sum => sum.Errors),
        ]),
        new("Cache hit rate", ChartUnit.Percent, Lines: true, [
            Series("Input tokens from cache", ChartColor.Green, static sum => sum.InputTokens == 0 ? null : 100m * sum.CachedTokens / sum.InputTokens,
                static sum => sum.InputTokens == 0 ? NoValue : NumberFormat.Percent((double)sum.CachedTokens / sum.InputTokens)),
        ]),
        new("Failed requests", ChartUnit.Percent, Lines: true, [
            Series("Share of requests", ChartColor.Red, static sum => sum.Requests == 0 ? null : 100m * sum.Errors / sum.Requests,
                static sum => sum.Requests == 0 ? NoValue : NumberFormat.Percent((double)sum.Errors / sum.Requests)),
        ]),
        new("Time to first token", ChartUnit.Milliseconds, Lines: true, [Quantile("p50", ChartColor.Green, Ttft, 0.5), Quantile("p95", ChartColor.Amber, Ttft, 0.95)]),
        new("Duration", ChartUnit.Milliseconds, Lines: true, [Quantile("p50", ChartColor.Green, Duration, 0.5), Quantile("p95", ChartColor.Amber, Duration, 0.95)]),
    ];

    private ImmutableArray<LatencyDistribution> Duration { get; }

    private ImmutableArray<LatencyDistribution> Ttft { get; }

    private ImmutableArray<LatencyDistribution> Latencies(ILookup<DateTimeOffset, TimelineRow> byStart, Func<TimelineRow, LatencyDistribution> latency) =>
        [.. buckets.Select(start => byStart[start].Select(latency).Aggregate(LatencyDistribution.Empty, static (sum, row) => sum + row))];

    private ChartSeries Count(string name, ChartColor color, Func<UsageSums, long> count) =>
        Series(name, color, sum => count(sum), sum => NumberFormat.Count(count(sum)));

    private ChartSeries Series(string name, ChartColor color, Func<UsageSums, decimal?> value, Func<UsageSums, string> text) =>
        new(name, [.. sums.Select(value)], [.. sums.Select(text)], color);

    private static ChartSeries Quantile(string name, ChartColor color, ImmutableArray<LatencyDistribution> latencies, double share)
    {
        var values = latencies.Select(latency => latency.Quantile(share)).ToImmutableArray();
        return new ChartSeries(name, [.. values.Select(static value => (decimal?)value)], [.. values.Select(static value => value is { } ms ? NumberFormat.Duration(ms) : NoValue)], color);
    }
}
