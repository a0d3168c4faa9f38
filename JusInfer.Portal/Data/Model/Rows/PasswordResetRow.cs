namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A link with which a user can set a new password. A user has at most one.</summary>
internal sealed class PasswordResetRow
{
    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The SHA-256 of the link's token.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Whether the link was mailed to the address of the account.</summary>
    public required bool IsMailed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
