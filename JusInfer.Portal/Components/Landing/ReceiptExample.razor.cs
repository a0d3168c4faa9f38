using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>The receipt of a typical call, at the present prices of the baseline model.</summary>
public sealed partial class ReceiptExample
{
    private static readonly TokenBuckets Tokens = new() { InputUncached = 1_204, CacheRead = 48_310, CacheWrite5m = 2_115, OutputText = 512 };

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private Price Price => Catalog.Auto.Baseline.Prices.At(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime)).For(Tokens.Input);

    private NanoUsd Cost => Pricing.CostOf(Tokens, Price);

    private NanoUsd Uncached => Pricing.CostOf(new TokenBuckets { InputUncached = Tokens.Input, OutputText = Tokens.Output }, Price);

    private ImmutableArray<(string Name, long Count, NanoUsd PerMillion, NanoUsd Cost)> Rows =>
    [
        ("Input", Tokens.InputUncached, Price.InputPerMillion, Pricing.CostOf(new TokenBuckets { InputUncached = Tokens.InputUncached }, Price)),
        ("Input read from cache", Tokens.CacheRead, Price.CacheReadPerMillion, Pricing.CostOf(new TokenBuckets { CacheRead = Tokens.CacheRead }, Price)),
        ("Input written to cache", Tokens.CacheWrite5m, Price.CacheWrite5mPerMillion, Pricing.CostOf(new TokenBuckets { CacheWrite5m = Tokens.CacheWrite5m }, Price)),
        ("Output", Tokens.OutputText, Price.OutputPerMillion, Pricing.CostOf(new TokenBuckets { OutputText = Tokens.OutputText }, Price)),
    ];
}
