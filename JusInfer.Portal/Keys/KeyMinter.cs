namespace JusInfer.Portal.Keys;

/// <summary>A new key together with its plaintext, which is shown once and not stored.</summary>
internal sealed record MintedKey(ApiKey Key, Secret Plaintext);

/// <summary>A key that is to be minted, with validated terms.</summary>
internal sealed record NewKey
{
    public required string Name { get; init; }

    public required KeyTerms Terms { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Service { get; init; }

    public KeyId? ParentId { get; init; }
}

/// <summary>Generates keys and stores them by hash. Only the returned value contains the plaintext.</summary>
internal sealed class KeyMinter(IKeyStore store, TimeProvider time)
{
    public async Task<MintedKey> MintAsync(TeamId team, MemberId member, NewKey asked, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plaintext = KeyFormat.Generate();
        var key = new ApiKey
        {
            Id = KeyId.New(now),
            TeamId = team,
            MemberId = member,
            Name = asked.Name,
            Display = KeyFormat.Display(plaintext.Reveal()),
            Terms = asked.Terms,
            ParentId = asked.ParentId,
            Service = asked.Service,
            CreatedAt = now,
            ExpiresAt = asked.ExpiresAt,
        };
        await store.AddAsync(key, KeyHash.From(plaintext.Reveal()), cancellationToken);
        return new MintedKey(key, plaintext);
    }
}
