using System.Collections.Immutable;

namespace JusInfer.Portal.Keys;

/// <summary>Stores keys, and their secrets by hash. Every change publishes <see cref="Tenancy.AccessChanged"/>.</summary>
internal interface IKeyStore
{
    /// <summary>Adds a key; one whose parent is revoked meanwhile is revoked too.</summary>
    Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken);

    /// <summary>
    /// The key with this secret, or with this secret before its last rotation, revoked and expired ones included, and its member; null if
    /// that member has left the team. A service key is found as long as its team exists.
    /// </summary>
    Task<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken);

    Task<ApiKey?> FindAsync(TeamId team, KeyId id, CancellationToken cancellationToken);

    /// <summary>The team's keys, newest first, revoked ones included.</summary>
    Task<ImmutableArray<ApiKey>> ListAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the name, limits, models, addresses, expiry and revocation of a key, and the end of its previous secret; without one, that
    /// secret is removed. A revocation is never undone, and revokes the keys that the key has minted. Publishes
    /// <see cref="Tenancy.AccessChanged"/>.
    /// </summary>
    /// <returns>False, and nothing changes, unless the team has the key and the stored version is one less than the given one.</returns>
    Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="UpdateAsync"/>, with a new secret, and the member that has minted it. The present one becomes
    /// <see cref="ApiKey.Previous"/>, in the place of the one before it; without <see cref="ApiKey.Previous"/>, it is removed, too.
    /// </summary>
    Task<bool> RotateAsync(ApiKey key, KeyHash secret, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the last uses of keys, and of their previous secrets, except where a use within <see cref="KeyUseLog.Resolution"/> before is
    /// stored. Publishes nothing, and is no change of the key.
    /// </summary>
    /// <param name="uses">By key, and whether the use was one of its previous secret.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task AddUsesAsync(IReadOnlyDictionary<(KeyId Key, bool Previous), KeyUse> uses, CancellationToken cancellationToken);
}
