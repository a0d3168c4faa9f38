namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A change of a user's address that waits for its link. A user has at most one.</summary>
internal sealed class EmailChangeRow
{
    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The SHA-256 of the link's token.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The new address.</summary>
    public required string Email { get; init; }

    /// <summary>The user's security stamp when the change was requested.</summary>
    public required string SecurityStamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
