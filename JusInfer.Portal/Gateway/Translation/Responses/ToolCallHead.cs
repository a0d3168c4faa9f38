using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The beginning of a tool call.</summary>
/// <param name="Id">The id from the provider; empty if it sent none.</param>
/// <param name="Name">The name of the tool; empty if it has not been received yet.</param>
internal readonly record struct ToolCallHead(string Id, string Name)
{
    public ToolKind Kind { get; init; }

    /// <summary>
    /// Further properties that the provider expects back with the call, such as Google's thought signature. A JSON object; empty if there are
    /// none.
    /// </summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    /// <summary>Properties of the call that are unknown to the hub, for a client of the same dialect: <c>"a":1,"b":2</c>.</summary>
    public ReadOnlyMemory<byte> Extensions { get; init; }

    public bool Equals(ToolCallHead other) => Id == other.Id && Name == other.Name && Kind == other.Kind
        && Extra.Span.SequenceEqual(other.Extra.Span) && Extensions.Span.SequenceEqual(other.Extensions.Span);

    public override int GetHashCode() => HashCode.Combine(Id, Name, Kind);
}
