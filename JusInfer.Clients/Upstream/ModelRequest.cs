using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>A request of any dialect, as far as the script needs it.</summary>
internal sealed record ModelRequest
{
    public required string Model { get; init; }

    public required bool Streamed { get; init; }

    /// <summary>Whether a chat stream ends with its usage.</summary>
    public bool IncludesUsage { get; init; }

    /// <summary>Whether the client wants the model's reasoning in a form that it can send back.</summary>
    public bool IncludesReasoning { get; init; }

    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>The tool that must be called; empty if any tool may be called.</summary>
    public string? ForcedTool { get; init; }

    /// <summary>The JSON schema that the answer must match.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>The texts of user messages, oldest first.</summary>
    public required IReadOnlyList<string> UserTexts { get; init; }

    /// <summary>The URLs of the user's images and documents; inline ones have a data URI.</summary>
    public IReadOnlyList<string> Media { get; init; } = [];

    /// <summary>The tool results, oldest first.</summary>
    public required IReadOnlyList<string> ToolResults { get; init; }

    /// <summary>The body of the request.</summary>
    public string Body { get; init; } = "";

    /// <summary>The number of input tokens that the answer reports.</summary>
    public int InputTokens { get; init; } = TokenCounts.Input;
}

/// <summary>A tool that the client runs.</summary>
internal sealed record ToolDefinition(string Name, JsonElement Schema);

/// <summary>The scripted model's answer: a text, tool calls, or both.</summary>
internal sealed record Answer(string Text, IReadOnlyList<ToolCall> Calls)
{
    public static Answer OfText(string text) => new(text, []);
}

/// <param name="Name">The name of the tool.</param>
/// <param name="Arguments">The arguments as a JSON object.</param>
internal sealed record ToolCall(string Name, string Arguments);

/// <summary>A request that the original service would reject, with a similar message.</summary>
internal sealed class RejectedRequestException(int status, string message) : Exception(message)
{
    public RejectedRequestException(string message) : this(400, message)
    {
    }

    public int Status => status;
}
