namespace JusInfer.Portal.Accounts;

/// <summary>A refresh token as stored: only its SHA-256. Used once; a second use revokes its whole family.</summary>
internal sealed record RefreshToken
{
    public required byte[] Hash { get; init; }

    /// <summary>All tokens that descend from one sign-in share it.</summary>
    public required Guid Family { get; init; }

    public required UserId User { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>Keeps refresh tokens.</summary>
internal interface IRefreshTokenStore
{
    Task AddAsync(RefreshToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the token used and returns it as it was before; null where there is none. Of two uses at once, one sees it unused.
    /// </summary>
    Task<RefreshToken?> UseAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken);

    Task RevokeFamilyAsync(Guid family, CancellationToken cancellationToken);
}
