using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>How a closed set of values is written in JSON: in the catalog file, and wherever the portal shows a catalog.</summary>
internal sealed class Spellings<T>(params ImmutableArray<(string Text, T Value)> spellings)
    where T : struct, Enum
{
    /// <summary>All texts, for a sentence that tells what could have been written.</summary>
    public string Known { get; } = string.Join(", ", spellings.Select(spelling => spelling.Text));

    public T? Read(string text)
    {
        foreach (var spelling in spellings)
        {
            if (spelling.Text == text) return spelling.Value;
        }

        return null;
    }

    public string Write(T value) => spellings.Single(spelling => spelling.Value.Equals(value)).Text;

    /// <summary>The texts of all flags in <paramref name="values"/>.</summary>
    public ImmutableArray<string> WriteFlags(T values) =>
        [.. spellings.Where(spelling => values.HasFlag(spelling.Value)).Select(spelling => spelling.Text)];
}

/// <summary>The spellings the catalog file knows.</summary>
internal static class CatalogSpellings
{
    public static Spellings<Dialect> Dialects { get; } = new(
        ("openai-chat", Dialect.OpenAiChat),
        ("anthropic-messages", Dialect.AnthropicMessages),
        ("openai-responses", Dialect.OpenAiResponses),
        ("simulator", Dialect.Simulator));

    public static Spellings<Tier> Tiers { get; } = new(
        ("small", Tier.Small),
        ("mid", Tier.Mid),
        ("frontier", Tier.Frontier));

    public static Spellings<Capabilities> Capabilities { get; } = new(
        ("tools", Catalog.Capabilities.Tools),
        ("parallel_tools", Catalog.Capabilities.ParallelTools),
        ("vision", Catalog.Capabilities.Vision),
        ("json_object", Catalog.Capabilities.JsonObject),
        ("json_schema", Catalog.Capabilities.JsonSchema),
        ("reasoning", Catalog.Capabilities.Reasoning),
        ("logprobs", Catalog.Capabilities.Logprobs),
        ("embeddings", Catalog.Capabilities.Embeddings),
        ("completions", Catalog.Capabilities.Completions));

    public static Spellings<Continuation> Continuations { get; } = new(
        ("anchor", Continuation.Anchor),
        ("prefill", Continuation.Prefill),
        ("prefix", Continuation.Prefix),
        ("continue_final_message", Continuation.ContinueFinalMessage),
        ("none", Continuation.None));

    public static Spellings<ToolCallFormat> ToolCallFormats { get; } = new(
        ("native", ToolCallFormat.Native),
        ("hermes", ToolCallFormat.Hermes),
        ("qwen3-coder", ToolCallFormat.Qwen3Coder),
        ("deepseek", ToolCallFormat.DeepSeek),
        ("glm", ToolCallFormat.Glm),
        ("minimax", ToolCallFormat.MiniMax),
        ("kimi", ToolCallFormat.Kimi));

    public static Spellings<CacheMarkers> CacheMarkers { get; } = new(
        ("automatic", Catalog.CacheMarkers.Automatic),
        ("anthropic", Catalog.CacheMarkers.Anthropic),
        ("none", Catalog.CacheMarkers.None));
}
