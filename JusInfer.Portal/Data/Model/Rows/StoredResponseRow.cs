namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A stored response of a tenant and the conversation that it answers.</summary>
internal sealed class StoredResponseRow
{
    public required TenantId TenantId { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The response object as JSON.</summary>
    public required byte[] Response { get; init; }

    /// <summary>The input items: JSON objects separated by commas.</summary>
    public required byte[] Input { get; init; }

    public required long Tokens { get; init; }
}
