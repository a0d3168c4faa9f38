using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>Who speaks in a turn. Tool results stand in turns of <see cref="User"/>, as parts.</summary>
internal enum Role
{
    System,
    Developer,
    User,
    Assistant,
}

/// <summary>What one side said at once.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">In order; empty where the message was.</param>
/// <param name="Path">Where it stands in the caller's body, for faults: for example <c>messages[3]</c>.</param>
internal sealed record Turn(Role Role, ImmutableArray<Part> Parts, string Path)
{
    /// <summary>Which of several speakers of the role it is, where the caller says so.</summary>
    public string? Name { get; init; }
}
