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

    /// <summary>Properties of the call that the hub does not know, for a client of the same dialect: <c>"a":1,"b":2</c>.</summary>
    public ReadOnlyMemory<byte> Extensions { get; init; }

    public bool Equals(ToolCallHead other) => Id == other.Id && Name == other.Name && Kind == other.Kind
        && Extra.Span.SequenceEqual(other.Extra.Span) && Extensions.Span.SequenceEqual(other.Extensions.Span);

    public override int GetHashCode() => HashCode.Combine(Id, Name, Kind);
}
