using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Feedback;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The data of the Usage tab, read together.</summary>
internal sealed record UsageViewModel
{
    public required UsageQuery Query { get; init; }

    public required ImmutableArray<UsageRow> Days { get; init; }

    public required ImmutableArray<UsageRow> Keys { get; init; }

    public required ImmutableArray<UsageRow> Models { get; init; }

    public required ImmutableArray<UsageRecord> Requests { get; init; }

    /// <summary>The request after which the next page starts; null if no more can follow.</summary>
    public required RequestId? Next { get; init; }

    /// <summary>The completed tasks of the period; null if the team has no control group and none was reported.</summary>
    public required TaskCompletion? Completion { get; init; }

    /// <summary>The names of the team's keys, by key id.</summary>
    public required ImmutableDictionary<string, string> KeyNames { get; init; }

    public UsageSums Total => Days.Aggregate(new UsageSums(), (sum, row) => sum + row.Sums);

    public bool IsEmpty => Days.IsEmpty && Requests.IsEmpty && !Query.IsFiltered;

    public string NameOf(string key) => KeyNames.GetValueOrDefault(key, key);

    public ImmutableArray<ChartSeries> SpendSeries() => [Series("Spend", sums => sums.Cost.Usd, sums => NumberFormat.Money(sums.Cost))];

    public ImmutableArray<ChartSeries> TokenSeries() =>
    [
        Series("Input", sums => sums.InputTokens - sums.CachedTokens, sums => NumberFormat.Count(sums.InputTokens - sums.CachedTokens)),
        Series("Input from cache", sums => sums.CachedTokens, sums => NumberFormat.Count(sums.CachedTokens)),
        Series("Output", sums => sums.OutputTokens, sums => NumberFormat.Count(sums.OutputTokens)),
    ];

    private ChartSeries Series(string name, Func<UsageSums, decimal> amount, Func<UsageSums, string> text)
    {
        var known = Days.ToDictionary(row => row.Group[0], row => row.Sums);
        var sums = Query.Days().Select(day => known.GetValueOrDefault(day) ?? new UsageSums()).ToImmutableArray();
        return new ChartSeries(name, [.. sums.Select(amount)], [.. sums.Select(text)]);
    }
}
