using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>The beginning of a tool call.</summary>
/// <param name="Id">The provider's own id; empty where it sent none.</param>
/// <param name="Name">The tool's name; empty where it has not come yet.</param>
internal readonly record struct ToolCallHead(string Id, string Name)
{
    public ToolKind Kind { get; init; }

    /// <summary>
    /// Further properties that the provider wants back with the call, such as Google's thought signature: a JSON object; empty where none.
    /// </summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    public bool Equals(ToolCallHead other) =>
        Id == other.Id && Name == other.Name && Kind == other.Kind && Extra.Span.SequenceEqual(other.Extra.Span);

    public override int GetHashCode() => HashCode.Combine(Id, Name, Kind);
}
