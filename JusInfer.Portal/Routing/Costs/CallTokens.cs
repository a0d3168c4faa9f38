using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Costs;

/// <summary>The tokens of a call by price. The buckets are disjoint.</summary>
/// <param name="Input">Prompt tokens that are neither read from a cache nor written to one.</param>
/// <param name="CacheRead">Prompt tokens read from the provider's cache.</param>
/// <param name="CacheWrite">Prompt tokens written to the provider's cache for its default lifetime.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
internal readonly record struct CallTokens(long Input, long CacheRead, long CacheWrite, long Output)
{
    /// <summary>Prices are per so many tokens.</summary>
    private const long PricedTokens = 1_000_000;

    public long Prompt => Input + CacheRead + CacheWrite;

    /// <summary>The cost at <paramref name="price"/>, or at its tier for prompts of this length. Rounded up.</summary>
    public NanoUsd CostAt(Price price)
    {
        var rates = price.For(Prompt);
        var millionths = ((Int128)Input * rates.InputPerMillion.Value)
            + ((Int128)CacheRead * rates.CacheReadPerMillion.Value)
            + ((Int128)CacheWrite * rates.CacheWrite5mPerMillion.Value)
            + ((Int128)Output * rates.OutputPerMillion.Value);
        return new NanoUsd((long)((millionths + PricedTokens - 1) / PricedTokens));
    }
}
