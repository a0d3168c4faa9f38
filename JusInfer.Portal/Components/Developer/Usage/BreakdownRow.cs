using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>One row of a breakdown, formatted.</summary>
/// <param name="Group">The id of the group, which no other row has, unlike its name; null for the rest.</param>
/// <param name="Name">The name of the group.</param>
/// <param name="Href">The address that lists its requests; null for calls without a value, and for the rest.</param>
/// <param name="Requests">The number of calls.</param>
/// <param name="Failed">The number of failed calls, and their share.</param>
/// <param name="Tokens">Input and output tokens.</param>
/// <param name="CacheHits">The share of the input tokens that were read from a cache.</param>
/// <param name="Latency">The 95th percentile of the duration.</param>
/// <param name="Cost">The cost of the calls.</param>
/// <param name="Saved">What the same tokens would have cost more on the baseline, with its caches; negative if less.</param>
/// <param name="Share">The share of the cost of all groups, from 0 to 1.</param>
public sealed record BreakdownRow(
    string? Group, string Name, string? Href, string Requests, string Failed, string Tokens, string CacheHits, string Latency, string Cost, string Saved, double Share)
{
    private const string NoValue = "–";

    internal static BreakdownRow Create(string? group, string name, string? href, UsageSums sums, LatencyDistribution? duration, NanoUsd total) => new(
        group,
        name,
        href,
        NumberFormat.Count(sums.Requests),
        sums.Errors == 0 ? NoValue : $"{NumberFormat.Count(sums.Errors)} ({NumberFormat.Percent((double)sums.Errors / sums.Requests)})",
        $"{NumberFormat.Tokens(sums.InputTokens)} → {NumberFormat.Tokens(sums.OutputTokens)}",
        sums.InputTokens == 0 ? NoValue : NumberFormat.Percent((double)sums.CachedTokens / sums.InputTokens),
        duration?.Quantile(0.95) is { } milliseconds ? NumberFormat.Duration(milliseconds) : NoValue,
        NumberFormat.Money(sums.Cost),
        sums.BaselineCost == NanoUsd.Zero ? NoValue : NumberFormat.Money(sums.BaselineCost - sums.Cost),
        NumberFormat.Share(sums.Cost, total));
}
