using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The role of a turn's author. Tool results are parts of <see cref="User"/> turns.</summary>
internal enum TurnRole
{
    System,
    Developer,
    User,
    Assistant,
}

/// <summary>A message of the conversation.</summary>
/// <param name="Role">The role of the author.</param>
/// <param name="Parts">The parts in order; empty if the message was empty.</param>
/// <param name="Path">The JSON path in the request, for errors, for example <c>messages[3]</c>.</param>
internal sealed record Turn(TurnRole Role, ImmutableArray<Part> Parts, string Path)
{
    /// <summary>The client's name of the author, to distinguish several authors with the same role.</summary>
    public string? Name { get; init; }
}
