using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>A function that the caller offers. Its parameters are the JSON schema of its arguments; absent where it takes none.</summary>
internal sealed record OfferedTool(string Name, string Description, JsonElement? Parameters);

internal enum CallMode
{
    Auto,
    None,
    Required,
}

/// <summary>Whether tools are to be called, and which of those offered: all where <paramref name="Names"/> is absent.</summary>
internal sealed record CallChoice(CallMode Mode, ImmutableHashSet<string>? Names = null);

internal enum AnswerShape
{
    Text,
    JsonObject,
    JsonSchema,
}

/// <summary>A chat completion request as the simulator understands it; what it does not act on is not here.</summary>
internal sealed record CompletionRequest
{
    public required string Model { get; init; }

    /// <summary>At least one.</summary>
    public required ImmutableArray<ChatMessage> Messages { get; init; }

    public required ImmutableArray<OfferedTool> Tools { get; init; }

    public required CallChoice ToolChoice { get; init; }

    public required bool ParallelCalls { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    /// <summary>The most tokens of output.</summary>
    public int? MaxTokens { get; init; }

    public required ImmutableArray<string> Stop { get; init; }

    /// <summary>How many answers.</summary>
    public required int Choices { get; init; }

    public required AnswerShape Shape { get; init; }

    /// <summary>The schema of the answer where its shape is <see cref="AnswerShape.JsonSchema"/>.</summary>
    public JsonElement? AnswerSchema { get; init; }

    /// <summary>Tokens of hidden reasoning to report, by the effort that was asked for.</summary>
    public required int ReasoningTokens { get; init; }

    /// <summary>SHA-256 of the body in hexadecimal: ids are made from it, so that the same request gets the same ids.</summary>
    public required string Fingerprint { get; init; }
}
