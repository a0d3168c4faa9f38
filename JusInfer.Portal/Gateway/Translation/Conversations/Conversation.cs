using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// A request in dialect-neutral form. Every client dialect reads its requests into it, and every upstream dialect writes its requests from
/// it. Its texts refer to the bytes of the parsed body, which it owns.
/// </summary>
internal sealed record Conversation : IDisposable
{
    /// <summary>The parsed body.</summary>
    public required JsonDocument Source { get; init; }

    /// <summary>The turns in order, including system and developer prompts. Never empty.</summary>
    public required ImmutableArray<Turn> Turns { get; init; }

    public ImmutableArray<Tool> Tools { get; init; } = [];

    /// <summary>Tools that the request defines and does not offer now. The client runs a call of one all the same.</summary>
    public ImmutableArray<Tool> WithheldTools { get; init; } = [];

    /// <summary>All tools whose calls the client may know.</summary>
    public ImmutableArray<Tool> DefinedTools => Tools.AddRange(WithheldTools);

    /// <summary>
    /// Further calls will probably repeat the prompt: it offers tools, or it has a turn of the model. Otherwise a cache marker costs more than it saves, because
    /// a cache write costs more than input.
    /// </summary>
    public bool IsLikelyRepeated => !Tools.IsEmpty || Turns.Any(static turn => turn.Role == TurnRole.Assistant);

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>False if the client wants one tool call at a time; null if it does not say.</summary>
    public bool? ParallelToolCalls { get; init; }

    public OutputFormat Format { get; init; } = OutputFormat.Text;

    public int? MaxOutputTokens { get; init; }

    public ReasoningOptions? Reasoning { get; init; }

    public ImmutableArray<JsonText> Stop { get; init; } = [];

    public Sampling Sampling { get; init; } = Sampling.Default;

    /// <summary>The end user that the body names.</summary>
    public string? User { get; init; }

    /// <summary>The client's metadata object, sent if the upstream dialect has a field for it.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The client's key for prompts with a common prefix, which helps the provider to use its prompt cache.</summary>
    public string? CacheKey { get; init; }

    /// <summary>How long OpenAI's API keeps the prompt in its cache: <c>in_memory</c> or <c>24h</c>.</summary>
    public string? CacheRetention { get; init; }

    /// <summary>The client's <c>cache_control</c> of the whole request, which asks to cache the prompt up to its end.</summary>
    public JsonElement? CacheControl { get; init; }

    /// <summary>The requested verbosity of the answer: low, medium or high.</summary>
    public string? Verbosity { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>
    /// How the request marks the last, unfinished assistant turn so that the model continues it. <see cref="Continuation.Anchor"/> for no
    /// mark.
    /// </summary>
    public Continuation ContinuationMode { get; init; }

    public void Dispose() => Source.Dispose();
}
