namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class RefreshTokenRow
{
    public required byte[] Hash { get; init; }

    public required Guid Family { get; init; }

    /// <summary>A plain <see cref="Guid"/>, as Identity's key that it refers to.</summary>
    public required Guid UserId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>One revoked token revokes every token of its family, also those stored at the same moment as the revocation.</summary>
    public bool Revoked { get; init; }
}
