using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>A function of the request's <c>tools</c>.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Description">The description; empty if the request has none.</param>
/// <param name="Parameters">The JSON schema of the arguments; absent if the function takes none.</param>
internal sealed record ToolDefinition(string Name, string Description, JsonElement? Parameters);

internal enum SimulatedToolChoiceMode
{
    Auto,
    None,
    Required,
}

/// <summary>The request's <c>tool_choice</c>: whether tools may or must be called.</summary>
/// <param name="Mode">Whether tools may or must be called.</param>
/// <param name="Names">The tools that may be called; absent if all may.</param>
internal sealed record SimulatedToolChoice(SimulatedToolChoiceMode Mode, ImmutableHashSet<string>? Names = null);

internal enum ResponseFormat
{
    Text,
    JsonObject,
    JsonSchema,
}

/// <summary>The fields of a chat completion request that the simulator uses.</summary>
internal sealed record CompletionRequest
{
    public required string Model { get; init; }

    /// <summary>At least one.</summary>
    public required ImmutableArray<ChatMessage> Messages { get; init; }

    public required ImmutableArray<ToolDefinition> Tools { get; init; }

    public required SimulatedToolChoice ToolChoice { get; init; }

    public required bool ParallelToolCalls { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    /// <summary>The maximum number of output tokens, including reasoning tokens.</summary>
    public int? MaxTokens { get; init; }

    public required ImmutableArray<string> Stop { get; init; }

    /// <summary>The number of choices to generate.</summary>
    public required int Choices { get; init; }

    public required ResponseFormat ResponseFormat { get; init; }

    /// <summary>The schema of the answer if the response format is <see cref="ResponseFormat.JsonSchema"/>.</summary>
    public JsonElement? ResponseSchema { get; init; }

    /// <summary>The number of reasoning tokens to report; depends on the request's reasoning effort.</summary>
    public required int ReasoningTokens { get; init; }

    /// <summary>The SHA-256 hash of the body in hexadecimal. Ids are derived from it, so that equal requests get equal ids.</summary>
    public required string Fingerprint { get; init; }
}
