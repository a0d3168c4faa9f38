using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Costs;

/// <summary>Rates of models with the list prices of November 2026, and random ones.</summary>
internal static class Rates
{
    public static CallPrices Sonnet { get; } = Of("sonnet", 3, 0.3m, 3.75m, 15);

    public static CallPrices Haiku { get; } = Of("haiku", 1, 0.1m, 1.25m, 5);

    public static CallPrices Small { get; } = Of("qwen3-8b", 0.05m, 0.05m, 0.05m, 0.2m, caches: false);

    /// <summary>A model that is cheap by its list price, but whose input costs more than a cache read of <see cref="Sonnet"/>.</summary>
    public static CallPrices Hermes405 { get; } = Of("hermes-4-405b", 1, 1, 1, 3, caches: false);

    public static CallPrices Of(string model, decimal input, decimal read, decimal write, decimal output, bool caches = true, params ImmutableArray<Price> tiers) =>
        new(new TargetKey(model, "provider"), PriceOf(input, read, write, output) with { Tiers = tiers }, CacheRules.From(caches ? CacheMarkers.Anthropic : CacheMarkers.None));

    /// <summary>Prices of any plausible ratio, sometimes with a tier for long prompts, sometimes without a cache.</summary>
    public static CallPrices Random(Random random, string model)
    {
        var input = (decimal)Math.Round(Math.Exp((random.NextDouble() * 6) - 3), 3);
        var read = decimal.Round(input * (decimal)random.NextDouble(), 4);
        var write = decimal.Round(input * (1 + (decimal)(random.NextDouble() * 0.5)), 4);
        var output = decimal.Round(input * (1 + (decimal)(random.NextDouble() * 7)), 4);
        var rates = Of(model, input, read, write, output, random.Next(4) > 0);
        if (random.Next(3) > 0) return rates;
        return rates with { Price = rates.Price with { Tiers = [PriceOf(input * 2, read * 2, write * 2, output * 1.5m) with { AboveTokens = 20_000 }] } };
    }

    private static Price PriceOf(decimal input, decimal read, decimal write, decimal output) => new()
    {
        From = new DateOnly(2026, 1, 1),
        InputPerMillion = NanoUsd.FromUsd(input),
        CacheReadPerMillion = NanoUsd.FromUsd(read),
        CacheWrite5mPerMillion = NanoUsd.FromUsd(write),
        CacheWrite1hPerMillion = NanoUsd.FromUsd(write),
        OutputPerMillion = NanoUsd.FromUsd(output),
    };
}
