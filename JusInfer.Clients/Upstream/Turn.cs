using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>One request, whatever dialect it came in, as far as the script cares.</summary>
internal sealed record Turn
{
    public required string Model { get; init; }

    public required bool Streamed { get; init; }

    /// <summary>Whether a chat stream is to end with its usage.</summary>
    public bool UsageAsked { get; init; }

    /// <summary>Whether the caller wants the model's reasoning back in a form that it can return.</summary>
    public bool Reasons { get; init; }

    public IReadOnlyList<OfferedTool> Tools { get; init; } = [];

    /// <summary>The tool that must be called; an empty name where any will do.</summary>
    public string? Forced { get; init; }

    /// <summary>The JSON schema that the answer must match.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>What people said, one text each, oldest first.</summary>
    public required IReadOnlyList<string> Said { get; init; }

    /// <summary>The addresses of the images that people showed; an image within the request has one of the form <c>data:image/png;base64,…</c>.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>What tools answered, oldest first.</summary>
    public required IReadOnlyList<string> Results { get; init; }
}

/// <summary>A tool that the caller runs when it is asked to.</summary>
internal sealed record OfferedTool(string Name, JsonElement Schema);

/// <summary>What the scripted model does in one turn: says something, asks for tools, or both.</summary>
internal sealed record Move(string Text, IReadOnlyList<ToolCall> Calls)
{
    public static Move Say(string text) => new(text, []);
}

/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object.</param>
internal sealed record ToolCall(string Name, string Arguments);

/// <summary>A request that the provider's own service would refuse, in words like its own.</summary>
internal sealed class RefusedRequest(int status, string message) : Exception(message)
{
    public RefusedRequest(string message) : this(400, message)
    {
    }

    public int Status => status;
}
