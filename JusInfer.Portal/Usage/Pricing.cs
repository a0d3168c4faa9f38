using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Computes the cost of tokens: each bucket at the price of that day, summed exactly and rounded once to a billionth of a dollar.
/// </summary>
internal static class Pricing
{
    private const long PerMillion = 1_000_000;

    /// <param name="tokens">The tokens.</param>
    /// <param name="promptTokens">The input tokens of the prompt that was answered, which decide on the tier of the price.</param>
    /// <param name="prices">The prices of the model.</param>
    /// <param name="day">The day of the call, UTC.</param>
    /// <returns>The cost and the price that applied; no price if the model is free.</returns>
    public static (NanoUsd Cost, Price? Price) CostOf(TokenBuckets tokens, long promptTokens, PriceBook prices, DateOnly day)
    {
        if (prices.Free) return (NanoUsd.Zero, null);
        var price = prices.At(day).For(promptTokens);
        return (CostOf(tokens, price), price);
    }

    public static NanoUsd CostOf(TokenBuckets tokens, Price price)
    {
        // 128 bits, because a billion tokens at 1,000 USD per million exceed 64.
        var sum = ((Int128)tokens.InputUncached * price.InputPerMillion.Value)
            + ((Int128)tokens.CacheRead * price.CacheReadPerMillion.Value)
            + ((Int128)tokens.CacheWrite5m * price.CacheWrite5mPerMillion.Value)
            + ((Int128)tokens.CacheWrite1h * price.CacheWrite1hPerMillion.Value)
            + ((Int128)(tokens.OutputText + tokens.OutputReasoning) * price.OutputPerMillion.Value)
            + ((Int128)tokens.AudioInput * (price.AudioInputPerMillion ?? price.InputPerMillion).Value)
            + ((Int128)tokens.AudioOutput * (price.AudioOutputPerMillion ?? price.OutputPerMillion).Value);
        return new NanoUsd(checked((long)((sum + (PerMillion / 2)) / PerMillion)));
    }
}
