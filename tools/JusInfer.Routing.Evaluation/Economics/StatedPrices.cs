using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>
/// A model at the prices of the earlier research, so that its tables can be compared. USD per million tokens, as of 2026-11-20; without <see cref="CacheRead"/>, the provider has no cache.
/// </summary>
/// <param name="Name">The name in a table.</param>
/// <param name="CatalogId">The model in the shipped catalog, whose prices may differ.</param>
/// <param name="Input">Prompt tokens.</param>
/// <param name="CacheRead">Those read from the cache.</param>
/// <param name="CacheWrite">Those written to it.</param>
/// <param name="Output">Output tokens.</param>
internal sealed record StatedPrices(string Name, string CatalogId, decimal Input, decimal? CacheRead, decimal? CacheWrite, decimal Output)
{
    public static readonly StatedPrices
        Sonnet = new("Sonnet 4.5", "anthropic/claude-sonnet-4.5", 3m, 0.3m, 3.75m, 15m),
        Opus = new("Opus 4.5", "anthropic/claude-opus-4.5", 5m, 0.5m, 6.25m, 25m),
        Gpt5 = new("GPT-5", "openai/gpt-5", 1.25m, 0.125m, 1.25m, 10m),
        Gpt5Mini = new("GPT-5 mini", "openai/gpt-5-mini", 0.25m, 0.025m, 0.25m, 2m),
        Haiku = new("Haiku 4.5", "anthropic/claude-haiku-4.5", 1m, 0.1m, 1.25m, 5m),
        DeepSeek = new("DeepSeek V3.2", "deepseek/deepseek-v3.2", 0.252m, 0.0252m, 0.252m, 0.378m),
        Qwen = new("Qwen3 8B", "qwen/qwen3-8b", 0.05m, null, null, 0.2m),
        Hermes70B = new("Hermes 4 70B", "nousresearch/hermes-4-70b", 0.13m, null, null, 0.4m),
        Hermes405B = new("Hermes 4 405B", "nousresearch/hermes-4-405b", 1m, null, null, 3m);

    public static readonly IReadOnlyList<StatedPrices> All = [Sonnet, Opus, Gpt5, Gpt5Mini, Haiku, DeepSeek, Qwen, Hermes70B, Hermes405B];

    public CallPrices Rates { get; } = new(
        new TargetKey(CatalogId, "stated"),
        new Price
        {
            From = ShippedCatalog.Today,
            InputPerMillion = NanoUsd.FromUsd(Input),
            CacheReadPerMillion = NanoUsd.FromUsd(CacheRead ?? Input),
            CacheWrite5mPerMillion = NanoUsd.FromUsd(CacheWrite ?? Input),
            CacheWrite1hPerMillion = NanoUsd.FromUsd(CacheWrite ?? Input),
            OutputPerMillion = NanoUsd.FromUsd(Output),
        },
        CacheRules.From(CacheRead is null ? CacheMarkers.None : CacheMarkers.Anthropic));

    public override string ToString() => CacheRead is null ? $"{Name} {Input} / - / - / {Output}" : $"{Name} {Input} / {CacheRead} / {CacheWrite} / {Output}";
}
