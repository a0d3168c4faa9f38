using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Requests;

internal enum MessageRole
{
    /// <summary>The roles <c>system</c> and <c>developer</c>.</summary>
    System,
    User,
    Assistant,
    Tool,
}


/// <summary>One message of a conversation.</summary>
internal sealed record ChatMessage
{
    public required MessageRole Role { get; init; }

    /// <summary>The text parts, joined with line breaks; empty if there are none.</summary>
    public required string Text { get; init; }

    /// <summary>The URLs of the images, including data URLs, as sent.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    public ImmutableArray<ToolCall> Calls { get; init; } = [];

    /// <summary>The id of the call that a tool result belongs to.</summary>
    public string? CallId { get; init; }
}
