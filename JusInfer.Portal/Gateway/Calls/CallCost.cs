using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What a call costs as far as it has come.</summary>
internal static class CallCost
{
    public static CallBill Of(Call call)
    {
        var (tokens, source) = call.Usage;
        if (source == UsageSource.None) return new CallBill(tokens, source, NanoUsd.Zero, NanoUsd.Zero, null);
        var (cost, pricesFrom) = Pricing.CostOf(tokens, call.Served.Prices, call.Context.Day);
        var (baseline, _) = Pricing.CostOf(tokens, call.Context.Catalog.Auto.Baseline.Prices, call.Context.Day);
        return new CallBill(tokens, source, cost, baseline, pricesFrom);
    }
}

/// <param name="Tokens">What was used, in disjoint buckets.</param>
/// <param name="Source">Where the counts are from.</param>
/// <param name="Cost">At the prices of the model that served.</param>
/// <param name="BaselineCost">The same tokens at the prices of the catalog's baseline model.</param>
/// <param name="PricesFrom">Since when the prices that applied are in force.</param>
internal readonly record struct CallBill(TokenBuckets Tokens, UsageSource Source, NanoUsd Cost, NanoUsd BaselineCost, DateOnly? PricesFrom);
