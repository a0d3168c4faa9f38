namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A stored response of a team and the conversation that it answers.</summary>
internal sealed class StoredResponseRow
{
    public required TeamId TeamId { get; init; }

    public required string Id { get; init; }

    /// <summary>The member whose key created it; null if it was stored by a version without this column.</summary>
    public MemberId? MemberId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The response object as JSON.</summary>
    public required byte[] Response { get; init; }

    /// <summary>The input items: JSON objects separated by commas.</summary>
    public required byte[] Input { get; init; }

    public required long Tokens { get; init; }

    /// <summary>The size of response and input in bytes, for the team's quota.</summary>
    public required long Bytes { get; init; }
}
