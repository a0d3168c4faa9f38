namespace JusInfer.Portal.Accounts;

/// <summary>A stored refresh token. Only its SHA-256 is stored.</summary>
internal sealed record RefreshToken
{
    public required byte[] Hash { get; init; }

    /// <summary>The id of the session; all its tokens have the same family.</summary>
    public required Guid Family { get; init; }

    public required UserId User { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>Stores refresh tokens.</summary>
internal interface IRefreshTokenStore
{
    Task AddAsync(RefreshToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the token used and returns it as it was before; null if there is none. Of two uses at once, one sees it unused.
    /// </summary>
    Task<RefreshToken?> UseAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken);

    Task RevokeFamilyAsync(Guid family, CancellationToken cancellationToken);
}
