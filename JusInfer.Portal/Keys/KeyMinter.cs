using System.Collections.Immutable;

namespace JusInfer.Portal.Keys;

/// <summary>A key at the one moment when its plaintext is known: shown to its maker, then gone.</summary>
internal sealed record MintedKey(ApiKey Key, Secret Plaintext);

/// <summary>What a key is minted with, already checked.</summary>
internal sealed record KeyTerms
{
    public required string Name { get; init; }

    public required KeyLimits Limits { get; init; }

    public ImmutableArray<string> Models { get; init; } = [];

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Sandbox { get; init; }
}

/// <summary>Draws keys and stores them by hash; the plaintext leaves in the answer and nowhere else.</summary>
internal sealed class KeyMinter(IKeyStore store, TimeProvider time)
{
    public async Task<MintedKey> MintAsync(TenantId tenant, MemberId member, KeyTerms terms, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plaintext = KeyFormat.Draw();
        var key = new ApiKey
        {
            Id = KeyId.New(now),
            TenantId = tenant,
            MemberId = member,
            Name = terms.Name,
            Display = KeyFormat.Display(plaintext.Reveal()),
            Limits = terms.Limits,
            Models = terms.Models,
            Sandbox = terms.Sandbox,
            CreatedAt = now,
            ExpiresAt = terms.ExpiresAt,
        };
        await store.AddAsync(key, KeyHash.Of(plaintext.Reveal()), cancellationToken);
        return new MintedKey(key, plaintext);
    }
}
