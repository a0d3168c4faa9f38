namespace JusInfer.Portal.Catalog;

/// <summary>
/// What a model costs from one day on. All amounts are for a million tokens; the buckets are disjoint, so a cached
/// token is never charged as input too.
/// </summary>
internal sealed record Price
{
    /// <summary>The first day (UTC) this price holds.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Prompt tokens that no cache knew.</summary>
    public required NanoUsd InputPerMillion { get; init; }

    /// <summary>Prompt tokens read from the provider's cache. As dear as input where the provider gives no discount.</summary>
    public required NanoUsd CacheReadPerMillion { get; init; }

    /// <summary>Prompt tokens written to a cache that lives five minutes. As dear as input where none is named.</summary>
    public required NanoUsd CacheWrite5mPerMillion { get; init; }

    /// <summary>Prompt tokens written to a cache that lives an hour. As dear as the shorter one where none is named.</summary>
    public required NanoUsd CacheWrite1hPerMillion { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    public required NanoUsd OutputPerMillion { get; init; }

    /// <summary>The address of the page the price was read from.</summary>
    public string? Source { get; init; }

    /// <summary>The day that page was read.</summary>
    public DateOnly? Read { get; init; }
}
