using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>The names of enum values in the catalog file and in the portal.</summary>
internal sealed class EnumNames<T>(params ImmutableArray<(string Name, T Value)> names)
    where T : struct, Enum
{
    /// <summary>All names, separated by commas, for error messages.</summary>
    public string Known { get; } = string.Join(", ", names.Select(static entry => entry.Name));

    public T? Read(string text)
    {
        foreach (var (name, value) in names)
        {
            if (name == text) return value;
        }

        return null;
    }

    public string Write(T value) => names.Single(entry => entry.Value.Equals(value)).Name;

    /// <summary>The names of all flags in <paramref name="values"/>.</summary>
    public ImmutableArray<string> WriteFlags(T values) =>
        [.. names.Where(entry => values.HasFlag(entry.Value)).Select(static entry => entry.Name)];
}

/// <summary>The names of each enum of the catalog.</summary>
internal static class CatalogNames
{
    public static EnumNames<Tier> Tiers { get; } = new(
        ("small", Tier.Small),
        ("mid", Tier.Mid),
        ("frontier", Tier.Frontier));

    public static EnumNames<Capabilities> Capabilities { get; } = new(
        ("tools", Catalog.Capabilities.Tools),
        ("parallel_tools", Catalog.Capabilities.ParallelTools),
        ("vision", Catalog.Capabilities.Vision),
        ("json_object", Catalog.Capabilities.JsonObject),
        ("json_schema", Catalog.Capabilities.JsonSchema),
        ("reasoning", Catalog.Capabilities.Reasoning),
        ("logprobs", Catalog.Capabilities.Logprobs),
        ("embeddings", Catalog.Capabilities.Embeddings),
        ("completions", Catalog.Capabilities.Completions));

    public static EnumNames<Continuation> Continuations { get; } = new(
        ("anchor", Continuation.Anchor),
        ("prefill", Continuation.Prefill),
        ("prefix", Continuation.Prefix),
        ("continue_final_message", Continuation.ContinueFinalMessage),
        ("none", Continuation.None));

    public static EnumNames<ToolCallFormat> ToolCallFormats { get; } = new(
        ("native", ToolCallFormat.Native),
        ("hermes", ToolCallFormat.Hermes),
        ("qwen3-coder", ToolCallFormat.Qwen3Coder),
        ("deepseek", ToolCallFormat.DeepSeek),
        ("glm", ToolCallFormat.Glm),
        ("minimax", ToolCallFormat.MiniMax),
        ("kimi", ToolCallFormat.Kimi));

    public static EnumNames<RequestAction> RequestActions { get; } = new(
        ("allow", RequestAction.Allow),
        ("remove", RequestAction.Remove),
        ("reject", RequestAction.Reject));

    public static EnumNames<TaskKind> TaskKinds { get; } = new(
        ("fix", TaskKind.Fix),
        ("fix-long", TaskKind.FixLong),
        ("tests", TaskKind.Tests),
        ("build", TaskKind.Build),
        ("research", TaskKind.Research),
        ("support-tools", TaskKind.SupportTools),
        ("other", TaskKind.Other));

    public static EnumNames<CacheMarkers> CacheMarkers { get; } = new(
        ("automatic", Catalog.CacheMarkers.Automatic),
        ("anthropic", Catalog.CacheMarkers.Anthropic),
        ("none", Catalog.CacheMarkers.None));
}
