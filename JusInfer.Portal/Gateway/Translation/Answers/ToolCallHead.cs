using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>What a tool call begins with.</summary>
/// <param name="Id">The provider's own id; empty where it sent none.</param>
/// <param name="Name">The tool's name; empty where it is yet to come.</param>
internal readonly record struct ToolCallHead(string Id, string Name)
{
    public ToolKind Kind { get; init; }

    /// <summary>
    /// Further properties that the provider wants back with the call, such as Google's thought signature: a JSON object; empty where none.
    /// </summary>
    public ReadOnlyMemory<byte> Extra { get; init; }
}
