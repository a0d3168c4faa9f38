using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Computes the cost of tokens: each bucket at the price of that day, summed exactly and rounded once to a billionth of a dollar.
/// </summary>
internal static class Pricing
{
    private const long PerMillion = 1_000_000;

    /// <returns>The cost and the effective date of the price; no date if the model is free.</returns>
    public static (NanoUsd Cost, DateOnly? PricesFrom) CostOf(TokenBuckets tokens, PriceBook prices, DateOnly day)
    {
        if (prices.Free) return (NanoUsd.Zero, null);
        var price = prices.At(day);
        return (CostOf(tokens, price), price.From);
    }

    public static NanoUsd CostOf(TokenBuckets tokens, Price price)
    {
        // 128 bits, because a billion tokens at 1,000 USD per million exceed 64.
        var sum = ((Int128)tokens.InputUncached * price.InputPerMillion.Value)
            + ((Int128)tokens.CacheRead * price.CacheReadPerMillion.Value)
            + ((Int128)tokens.CacheWrite5m * price.CacheWrite5mPerMillion.Value)
            + ((Int128)tokens.CacheWrite1h * price.CacheWrite1hPerMillion.Value)
            + ((Int128)tokens.Output * price.OutputPerMillion.Value);
        return new NanoUsd(checked((long)((sum + (PerMillion / 2)) / PerMillion)));
    }
}
