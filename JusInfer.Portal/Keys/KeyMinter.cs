using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Keys;

/// <summary>A new key together with its plaintext, which is shown once and not stored.</summary>
internal sealed record MintedKey(ApiKey Key, Secret Plaintext);

/// <summary>The validated terms that a key is minted with.</summary>
internal sealed record KeyTerms
{
    public required string Name { get; init; }

    public required KeyLimits Limits { get; init; }

    public ImmutableArray<string> Models { get; init; } = [];

    public ImmutableArray<AddressRange> AllowedAddresses { get; init; } = [];

    public KeyScope Scope { get; init; }

    public KeyId? ParentId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Service { get; init; }

    public bool Sandbox { get; init; }

    public bool CacheCare { get; init; } = true;

    public string? Repository { get; init; }

    public string? Label { get; init; }

    /// <summary>The name without surrounding white space; null if nothing is left.</summary>
    public static string? NameOf(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();

    /// <summary>The ids without surrounding white space and duplicates; empty if there are none.</summary>
    public static ImmutableArray<string> Normalize(ImmutableArray<string>? models) =>
        [.. (models ?? []).Select(static model => model.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The ranges that valid texts name, without duplicates; empty if there are none.</summary>
    public static ImmutableArray<AddressRange> ToRanges(ImmutableArray<string>? addresses) =>
        addresses is { Length: > 0 } given ? [.. given.Select(AddressRange.Parse).Distinct()] : [];
}

/// <summary>Generates keys and stores them by hash. Only the returned value contains the plaintext.</summary>
internal sealed class KeyMinter(IKeyStore store, TimeProvider time)
{
    public async Task<MintedKey> MintAsync(TeamId team, MemberId member, KeyTerms terms, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plaintext = KeyFormat.Generate();
        var key = new ApiKey
        {
            Id = KeyId.New(now),
            TeamId = team,
            MemberId = member,
            Name = terms.Name,
            Display = KeyFormat.Display(plaintext.Reveal()),
            Limits = terms.Limits,
            Models = terms.Models,
            AllowedAddresses = terms.AllowedAddresses,
            Scope = terms.Scope,
            ParentId = terms.ParentId,
            Service = terms.Service,
            Sandbox = terms.Sandbox,
            CacheCare = terms.CacheCare,
            Repository = terms.Repository,
            Label = terms.Label,
            CreatedAt = now,
            ExpiresAt = terms.ExpiresAt,
        };
        await store.AddAsync(key, KeyHash.From(plaintext.Reveal()), cancellationToken);
        return new MintedKey(key, plaintext);
    }
}
