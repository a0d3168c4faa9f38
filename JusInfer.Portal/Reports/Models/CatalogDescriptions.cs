using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Models;

/// <summary>The catalog in words.</summary>
internal static class CatalogDescriptions
{
    /// <summary>The orders by their names in the query string.</summary>
    public static ImmutableArray<(string Name, CatalogSort Sort, string Label)> Sorts { get; } =
    [
        ("usable", CatalogSort.Usable, "Usable first"),
        ("name", CatalogSort.Name, "Name"),
        ("input", CatalogSort.Input, "Input price, lowest first"),
        ("output", CatalogSort.Output, "Output price, lowest first"),
        ("context", CatalogSort.Context, "Context, largest first"),
        ("speed", CatalogSort.Speed, "Speed, fastest first"),
    ];

    public static ImmutableArray<(Capabilities Capability, string Label)> CapabilityLabels { get; } =
    [
        (Capabilities.Tools, "tools"),
        (Capabilities.ParallelTools, "parallel tools"),
        (Capabilities.Vision, "vision"),
        (Capabilities.JsonObject, "JSON"),
        (Capabilities.JsonSchema, "JSON schema"),
        (Capabilities.Reasoning, "reasoning"),
        (Capabilities.Logprobs, "logprobs"),
        (Capabilities.Embeddings, "embeddings"),
        (Capabilities.Completions, "text completions"),
    ];

    /// <summary>How the first token and the output speed are measured.</summary>
    public static string Measurement { get; } =
        $"The first token is the average of the last ten minutes on this node. The output speed is the median of the last hour on this node: output tokens divided by the time from the first token to the end, of the latest {OutputSpeeds.MaxCalls} completed streams with at least {OutputSpeeds.MinTokens} output tokens and without reasoning; {OutputSpeeds.MinCalls} are needed.";

    /// <summary>The capabilities that tell models apart.</summary>
    public static string DescribeBriefly(Capabilities capabilities)
    {
        if (capabilities.HasFlag(Capabilities.Tools)) capabilities &= ~Capabilities.ParallelTools;
        if (capabilities.HasFlag(Capabilities.JsonSchema)) capabilities &= ~Capabilities.JsonObject;
        return string.Join(", ", CapabilityLabels.Where(entry => capabilities.HasFlag(entry.Capability)).Select(static entry => entry.Label));
    }

    public static string Name(AutoRole role) => role switch
    {
        AutoRole.Baseline => "baseline",
        AutoRole.SmallSteps => "small steps",
        AutoRole.Fallback => "fallback",
        AutoRole.Embeddings => "embeddings",
        _ => "not used",
    };

    public static string Explain(CatalogEntry entry, AutoModel auto) => entry.Role switch
    {
        AutoRole.Baseline when entry.Id != auto.Baseline.Id =>
            $"It takes the place of the baseline {auto.Baseline.Id}, {(auto.Baseline.Enabled ? "none of whose providers is usable" : "which is turned off")}, and answers every call that no smaller model answers for less.",
        AutoRole.Baseline => "The baseline: it answers every call that no smaller model answers for less, and savings are measured against it.",
        AutoRole.SmallSteps => "Single steps of an agent and side calls, such as titles and summaries, where that costs less than the baseline with its cache. It is also a fallback.",
        AutoRole.Fallback => "A fallback: it answers if the baseline fails, or lacks a capability or the context that the call needs.",
        AutoRole.Embeddings => "It answers all embedding calls.",
        _ when !entry.Model.Enabled => "Nothing while it is turned off.",
        _ when !entry.IsUsable => "Nothing while none of its providers is usable.",
        _ => "Nothing: embeddings of different models are not comparable, so all of them go to the first embedding model.",
    };

    public static string Name(ProviderAvailability state) => state switch
    {
        ProviderAvailability.Usable => "usable",
        ProviderAvailability.Probing => "probing",
        ProviderAvailability.CircuitOpen => "circuit open",
        ProviderAvailability.NoCredential => "no credential",
        _ => "off",
    };

    public static string Explain(ProviderAvailability state) => state switch
    {
        ProviderAvailability.Usable => "Calls are sent to it.",
        ProviderAvailability.Probing => "It failed; the next call probes it.",
        ProviderAvailability.CircuitOpen => "It failed recently, and is called only if no other provider is left.",
        ProviderAvailability.NoCredential => "The operator has not set its credential.",
        _ => "The operator has turned it off.",
    };

    public static string TagClass(ProviderAvailability state) => state switch
    {
        ProviderAvailability.Usable => "good",
        ProviderAvailability.Probing => "warn",
        ProviderAvailability.CircuitOpen => "bad",
        _ => "",
    };

    /// <summary>The disjoint buckets of a price. The writes are listed only where they cost something else than input.</summary>
    public static ImmutableArray<(string Bucket, NanoUsd Amount)> Buckets(Price price)
    {
        var buckets = ImmutableArray.CreateBuilder<(string, NanoUsd)>();
        buckets.Add(("Input", price.InputPerMillion));
        buckets.Add(("Input read from the cache", price.CacheReadPerMillion));
        if (price.CacheWrite5mPerMillion != price.InputPerMillion) buckets.Add(("Input written to the cache for 5 minutes", price.CacheWrite5mPerMillion));
        if (price.CacheWrite1hPerMillion != price.InputPerMillion) buckets.Add(("Input written to the cache for 1 hour", price.CacheWrite1hPerMillion));
        buckets.Add(("Output, reasoning included", price.OutputPerMillion));
        if (price.AudioInputPerMillion is { } audioInput) buckets.Add(("Audio input", audioInput));
        if (price.AudioOutputPerMillion is { } audioOutput) buckets.Add(("Audio output", audioOutput));
        return buckets.ToImmutable();
    }

    public static string Speed(double tokensPerSecond) =>
        $"{tokensPerSecond.ToString(tokensPerSecond < 10 ? "0.0" : "#,0", NumberFormat.Grouped)}\u00A0tokens/s";

    /// <summary>Tier, context and prices in one sentence.</summary>
    public static string Summarize(CatalogEntry entry)
    {
        var tier = CatalogNames.Tiers.Write(entry.Model.Tier);
        var price = entry.Price is { } paid
            ? $"{NumberFormat.Price(paid.InputPerMillion)} per million input tokens and {NumberFormat.Price(paid.OutputPerMillion)} per million output tokens"
            : "free of charge";
        return $"{char.ToUpperInvariant(tier[0])}{tier[1..]} model with a context of {NumberFormat.Tokens(entry.Model.ContextWindow)} tokens: {price}.";
    }
}
