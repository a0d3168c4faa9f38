namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class RefreshTokenRow
{
    public required byte[] Hash { get; init; }

    public required Guid Family { get; init; }

    /// <summary>A <see cref="Guid"/>, as the primary key of Identity's users.</summary>
    public required Guid UserId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>What replaced the token, sealed; null if it was not used, or a version without this field did that.</summary>
    public byte[]? Successor { get; init; }

    /// <summary>A revoked token revokes its whole family, including tokens that are stored at the same time as the revocation.</summary>
    public bool Revoked { get; init; }
}
