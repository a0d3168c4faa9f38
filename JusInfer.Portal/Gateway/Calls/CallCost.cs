using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Computes the cost of a call from the tokens used so far.</summary>
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

/// <summary>The usage and the cost of a call.</summary>
/// <param name="Tokens">The tokens used, in disjoint buckets.</param>
/// <param name="Source">The source of the counts.</param>
/// <param name="Cost">The cost at the prices of the model that answered.</param>
/// <param name="BaselineCost">The cost of the same tokens at the prices of the catalog's baseline model.</param>
/// <param name="PricesFrom">The first day of the prices that applied.</param>
internal readonly record struct CallBill(TokenBuckets Tokens, UsageSource Source, NanoUsd Cost, NanoUsd BaselineCost, DateOnly? PricesFrom);
