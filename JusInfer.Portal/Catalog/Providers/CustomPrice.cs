namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A price that an operator has set, in US dollars per million tokens, for prompts of any length.</summary>
/// <param name="From">The first day (UTC) of this price: the day on which it was set.</param>
/// <param name="Input">Prompt tokens that were not cached.</param>
/// <param name="CacheRead">Prompt tokens read from the provider's cache.</param>
/// <param name="CacheWrite5m">Prompt tokens written to a cache for 5 minutes.</param>
/// <param name="CacheWrite1h">Prompt tokens written to a cache for 1 hour.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
/// <param name="Source">The address of the page or contract that has the price.</param>
internal sealed record CustomPrice(DateOnly From, decimal Input, decimal CacheRead, decimal CacheWrite5m, decimal CacheWrite1h, decimal Output, string Source)
{
    /// <param name="listed">The price of the catalog, whose prices of audio stay.</param>
    public Price ToPrice(Price listed) => new()
    {
        From = From,
        InputPerMillion = NanoUsd.FromUsd(Input),
        CacheReadPerMillion = NanoUsd.FromUsd(CacheRead),
        CacheWrite5mPerMillion = NanoUsd.FromUsd(CacheWrite5m),
        CacheWrite1hPerMillion = NanoUsd.FromUsd(CacheWrite1h),
        OutputPerMillion = NanoUsd.FromUsd(Output),
        AudioInputPerMillion = listed.AudioInputPerMillion,
        AudioOutputPerMillion = listed.AudioOutputPerMillion,
        Source = Source,
        IsOwn = true,
    };
}
