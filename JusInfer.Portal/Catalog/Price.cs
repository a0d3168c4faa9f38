using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// A model's price from a day on, per million tokens. The buckets are disjoint: a cached token is not also charged as input.
/// </summary>
internal sealed record Price
{
    /// <summary>The first day (UTC) of this price.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Prompt tokens that were not cached.</summary>
    public required NanoUsd InputPerMillion { get; init; }

    /// <summary>Prompt tokens read from the provider's cache. Defaults to the price of input.</summary>
    public required NanoUsd CacheReadPerMillion { get; init; }

    /// <summary>Prompt tokens written to a cache for 5 minutes. Defaults to the price of input.</summary>
    public required NanoUsd CacheWrite5mPerMillion { get; init; }

    /// <summary>Prompt tokens written to a cache for 1 hour. Defaults to the price of 5 minutes.</summary>
    public required NanoUsd CacheWrite1hPerMillion { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public required NanoUsd OutputPerMillion { get; init; }

    /// <summary>Audio in the prompt; null for the price of other input.</summary>
    public NanoUsd? AudioInputPerMillion { get; init; }

    /// <summary>Audio in the answer; null for the price of other output.</summary>
    public NanoUsd? AudioOutputPerMillion { get; init; }

    /// <summary>
    /// In a tier: the prices apply to calls whose prompt has more tokens than this, cached ones included. Null for prompts of any length.
    /// </summary>
    public int? AboveTokens { get; init; }

    /// <summary>The prices of calls with long prompts, by ascending threshold. They apply to the whole call.</summary>
    public ImmutableArray<Price> Tiers { get; init; } = [];

    /// <summary>The address of the page that lists the price.</summary>
    public string? Source { get; init; }

    /// <summary>The day that page was read.</summary>
    public DateOnly? Read { get; init; }

    /// <summary>An operator of this installation has set it, in the place of that of the catalog file.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The price of a call whose prompt has so many tokens.</summary>
    public Price For(long promptTokens)
    {
        for (var tier = Tiers.Length - 1; tier >= 0; tier--)
        {
            if (promptTokens > Tiers[tier].AboveTokens) return Tiers[tier];
        }

        return this;
    }
}
