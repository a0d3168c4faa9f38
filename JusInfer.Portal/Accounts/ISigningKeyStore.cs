using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// A key that signs access tokens: ES256, PKCS#8. All nodes that share the store use the same keys.
/// </summary>
/// <param name="Id">The token's <c>kid</c>.</param>
/// <param name="Pkcs8">The private key, encrypted with Data Protection.</param>
/// <param name="CreatedAt">The newest key signs; older keys validate until they expire.</param>
internal sealed record SigningKey(string Id, byte[] Pkcs8, DateTimeOffset CreatedAt);

/// <summary>Stores the keys that sign access tokens.</summary>
internal interface ISigningKeyStore
{
    Task<ImmutableArray<SigningKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds a key unless one was added since <paramref name="unlessSince"/>: of two nodes that rotate concurrently, one adds its key.
    /// </summary>
    Task AddAsync(SigningKey key, DateTimeOffset unlessSince, CancellationToken cancellationToken);

    Task RemoveOlderThanAsync(DateTimeOffset limit, CancellationToken cancellationToken);
}
