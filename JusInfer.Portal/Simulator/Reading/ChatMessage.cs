using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Reading;

internal enum Speaker
{
    /// <summary>Instructions: the roles <c>system</c> and <c>developer</c>.</summary>
    System,
    User,
    Assistant,
    Tool,
}

/// <summary>A call that an earlier answer made.</summary>
internal sealed record PastCall(string Id, string Name, string Arguments);

/// <summary>One message of a conversation.</summary>
internal sealed record ChatMessage
{
    public required Speaker Speaker { get; init; }

    /// <summary>Its text parts, one under the other; empty where there are none.</summary>
    public required string Text { get; init; }

    /// <summary>Its images: their addresses or data, as sent.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    public ImmutableArray<PastCall> Calls { get; init; } = [];

    /// <summary>The call that a tool's result belongs to.</summary>
    public string? CallId { get; init; }
}
