using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Costs;

/// <summary>What the calls to one target cost: its prices on a day and the rules of its cache.</summary>
internal sealed record CallPrices(TargetKey Target, Price Price, CacheRules Cache)
{
    public static CallPrices From(RouteTarget target, DateOnly day) =>
        new(TargetKey.From(target), target.Prices.At(day), CacheRules.From(target.Endpoint.Provider.CacheMarkers));

    /// <summary>The buckets of a call whose first <paramref name="warm"/> prompt tokens are cached.</summary>
    public CallTokens TokensOf(long prompt, long warm, long output)
    {
        if (!IsCached(prompt)) return new CallTokens(prompt, 0, 0, output);
        var read = Math.Clamp(warm, 0, prompt);
        return new CallTokens(0, read, prompt - read, output);
    }

    public NanoUsd CostOf(long prompt, long warm, long output) => TokensOf(prompt, warm, output).CostAt(Price);

    /// <summary>The tokens that are cached after a call with such a prompt.</summary>
    public long WarmAfter(long prompt) => IsCached(prompt) ? prompt : 0;

    /// <summary>The most that it costs to write tokens again that would otherwise be read from the cache. Rounded up.</summary>
    public NanoUsd RewriteCost(long tokens) => new((long)((((Int128)Math.Max(tokens, 0) * MaxPremium(Price)) + 999_999) / 1_000_000));

    private bool IsCached(long prompt) => Cache.Caches && prompt >= Cache.MinTokens;

    /// <summary>The most that one million prompt tokens cost above a cache read when they are written again, over all tiers of prompt length.</summary>
    private static long MaxPremium(Price price)
    {
        var max = Premium(price);
        foreach (var tier in price.Tiers) max = Math.Max(max, Premium(tier));
        return max;
    }

    private static long Premium(Price price) => Math.Max(0, price.CacheWrite5mPerMillion.Value - price.CacheReadPerMillion.Value);
}
