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

    /// <summary>
    /// The token that replaced this one, as a <see cref="Tokens.SealedSuccessor"/>; null if it was not used, or long ago.
    /// </summary>
    public byte[]? Successor { get; init; }
}

/// <summary>What replaces a refresh token when it is used.</summary>
/// <param name="Hash">The hash of the next token.</param>
/// <param name="Sealed">The next token, as a <see cref="Tokens.SealedSuccessor"/>.</param>
/// <param name="ExpiresAt">When it expires.</param>
internal sealed record RefreshSuccessor(byte[] Hash, byte[] Sealed, DateTimeOffset ExpiresAt);

/// <summary>Stores refresh tokens, and the hashes of other tokens that may be used only once.</summary>
internal interface IRefreshTokenStore
{
    Task AddAsync(RefreshToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Adds what may be used only once, when it is used; false if it is stored already. Of two uses at once, one is the first.
    /// </summary>
    Task<bool> TryAddAsync(RefreshToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the token used and returns it as it was before; null if there is none. Of two uses at once, one sees it unused.
    /// </summary>
    Task<RefreshToken?> UseAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="UseAsync"/>, for a token that has not expired. Its first use adds the successor in the same transaction, so that every
    /// later one sees it.
    /// </summary>
    Task<RefreshToken?> ExchangeAsync(byte[] hash, DateTimeOffset now, RefreshSuccessor next, CancellationToken cancellationToken);

    Task RevokeFamilyAsync(Guid family, CancellationToken cancellationToken);
}
