using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// What a caller asks, free of dialect: every front door reads its requests into this, every upstream dialect writes its requests from it.
/// Holds the parsed body, whose bytes the texts point into.
/// </summary>
internal sealed record Conversation : IDisposable
{
    /// <summary>The parsed body.</summary>
    public required JsonDocument Source { get; init; }

    /// <summary>In order, system and developer prompts among them. Never empty.</summary>
    public required ImmutableArray<Turn> Turns { get; init; }

    public ImmutableArray<Tool> Tools { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>False where the caller wants one tool call at a time; absent where it does not say.</summary>
    public bool? ParallelToolCalls { get; init; }

    public OutputFormat Format { get; init; } = OutputFormat.Text;

    public int? MaxOutputTokens { get; init; }

    public ReasoningOptions? Reasoning { get; init; }

    public ImmutableArray<JsonText> Stop { get; init; } = [];

    public Sampling Sampling { get; init; } = Sampling.Default;

    /// <summary>The end user that the body names.</summary>
    public string? User { get; init; }

    /// <summary>An object of the caller's own, passed on where the dialect has a place for it.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Names prompts that share a prefix, so that a provider finds its cache.</summary>
    public string? CacheKey { get; init; }

    /// <summary>How much the answer is to say: low, medium or high.</summary>
    public string? Verbosity { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>
    /// How the last turn, an unfinished one of the assistant's, is marked to be gone on with; <see cref="Continuation.Anchor"/> where no
    /// mark is wanted.
    /// </summary>
    public Continuation GoesOn { get; init; }

    public void Dispose() => Source.Dispose();
}
