using System.Collections.Immutable;

namespace JusInfer.Portal.Keys;

/// <summary>Keeps minted keys by hash. Every change publishes <see cref="Tenancy.AccessChanged"/>.</summary>
internal interface IKeyStore
{
    Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken);

    /// <summary>The key with this hash, revoked and expired ones too, and its member; null once that member has left the team.</summary>
    Task<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken);

    Task<ApiKey?> FindAsync(TenantId tenant, KeyId id, CancellationToken cancellationToken);

    /// <summary>The team's keys, newest first, revoked ones too.</summary>
    Task<ImmutableArray<ApiKey>> ListAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the stored facts of a key (name, limits, models, expiry, revocation); false where the team has no such key. A revocation is
    /// never taken back, not even by someone who read the key before it.
    /// </summary>
    Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken);
}
