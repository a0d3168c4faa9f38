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

    /// <summary>The address of the page that lists the price.</summary>
    public string? Source { get; init; }

    /// <summary>The day that page was read.</summary>
    public DateOnly? Read { get; init; }
}
