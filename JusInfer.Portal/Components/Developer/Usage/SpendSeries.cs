using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The spend of the most expensive groups of a timeline, and of the rest, as the series of a chart.</summary>
internal static class SpendSeries
{
    /// <summary>The number of groups that have a color. The others are one series.</summary>
    public const int MaxColors = 5;

    private static readonly ImmutableArray<ChartColor> Colors =
        [ChartColor.Green, ChartColor.Amber, ChartColor.Blue, ChartColor.Violet, ChartColor.PaleGreen];

    /// <param name="buckets">The starts of the buckets.</param>
    /// <param name="timeline">The usage per bucket and group.</param>
    /// <param name="nameOf">The name of a group, as it is shown.</param>
    public static ImmutableArray<ChartSeries> Create(
        ImmutableArray<DateTimeOffset> buckets, ImmutableArray<TimelineRow> timeline, Func<string, string> nameOf)
    {
        var top = timeline.GroupBy(static row => row.Group, StringComparer.Ordinal)
            .Select(static rows => (
                Group: rows.Key, Cost: rows.Sum(static row => row.Sums.Cost.Value), Requests: rows.Sum(static row => row.Sums.Requests)))
            .Where(static group => group.Cost > 0)
            .OrderByDescending(static group => group.Cost).ThenByDescending(static group => group.Requests)
            .Take(MaxColors).Select(static group => group.Group).ToImmutableArray();
        var costs = timeline.ToLookup(
            row => (row.Start, Group: top.IndexOf(row.Group, 0, StringComparer.Ordinal)), static row => row.Sums.Cost);
        var named = top.Select((group, index) => SeriesOf(nameOf(group), Colors[index], index));
        var hasRest = timeline.Any(row => row.Sums.Cost > NanoUsd.Zero && !top.Contains(row.Group, StringComparer.Ordinal));
        return hasRest || top.IsEmpty ? [.. named, SeriesOf(top.IsEmpty ? "Spend" : "Others", ChartColor.Gray, group: -1)] : [.. named];

        ChartSeries SeriesOf(string name, ChartColor color, int group)
        {
            var amounts = buckets
                .Select(start => costs[(start, group)].Aggregate(NanoUsd.Zero, static (sum, cost) => sum + cost)).ToImmutableArray();
            return new ChartSeries(
                name, [.. amounts.Select(static amount => (decimal?)amount.Usd)], [.. amounts.Select(NumberFormat.Money)], color);
        }
    }
}
