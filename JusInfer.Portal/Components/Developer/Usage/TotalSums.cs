using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The sums of a period that its totals show or are compared with.</summary>
/// <param name="Cost">US dollars.</param>
/// <param name="Baseline">US dollars that the same tokens would cost on the baseline model.</param>
/// <param name="Requests">The number of calls.</param>
/// <param name="Errors">The number of failed calls.</param>
/// <param name="Input">The input tokens.</param>
/// <param name="Cached">The input tokens that were read from a provider's cache.</param>
/// <param name="Output">The output tokens.</param>
public sealed record TotalSums(decimal Cost, decimal Baseline, long Requests, long Errors, long Input, long Cached, long Output)
{
    internal double FailureRate => Requests == 0 ? 0 : (double)Errors / Requests;

    internal double CacheHitRate => Input == 0 ? 0 : (double)Cached / Input;

    internal static TotalSums From(UsageSums sums) =>
        new(sums.Cost.Usd, sums.BaselineCost.Usd, sums.Requests, sums.Errors, sums.InputTokens, sums.CachedTokens, sums.OutputTokens);
}
