namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A response that is kept for its team, with the conversation that it answers.</summary>
internal sealed class StoredResponseRow
{
    public required TenantId TenantId { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The response's object, JSON.</summary>
    public required byte[] Response { get; init; }

    /// <summary>The items that it answers: JSON objects with commas between them.</summary>
    public required byte[] Input { get; init; }

    public required long Tokens { get; init; }
}
