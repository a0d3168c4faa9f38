using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage;

/// <summary>
/// What tokens cost: bucket by bucket at the price in force that day, summed exactly, rounded once to a billionth of a dollar.
/// </summary>
internal static class Pricing
{
    private const long PerMillion = 1_000_000;

    /// <returns>The cost and the effective date of the price that applied; no date where the model is free.</returns>
    public static (NanoUsd Cost, DateOnly? PricesFrom) CostOf(TokenBuckets tokens, PriceBook prices, DateOnly day)
    {
        if (prices.Free) return (NanoUsd.Zero, null);
        var price = prices.At(day);
        return (CostOf(tokens, price), price.From);
    }

    public static NanoUsd CostOf(TokenBuckets tokens, Price price)
    {
        // 128 bits: a billion tokens at 1,000 USD a million is beyond 64.
        var sum = ((Int128)tokens.InputUncached * price.InputPerMillion.Value)
            + ((Int128)tokens.CacheRead * price.CacheReadPerMillion.Value)
            + ((Int128)tokens.CacheWrite5m * price.CacheWrite5mPerMillion.Value)
            + ((Int128)tokens.CacheWrite1h * price.CacheWrite1hPerMillion.Value)
            + ((Int128)tokens.Output * price.OutputPerMillion.Value);
        return new NanoUsd(checked((long)((sum + (PerMillion / 2)) / PerMillion)));
    }
}
