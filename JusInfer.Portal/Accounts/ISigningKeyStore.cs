using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// A key that signs access tokens: ES256, PKCS#8. Every node that shares the store signs and validates with the same ones.
/// </summary>
/// <param name="Id">The token's <c>kid</c>.</param>
/// <param name="Pkcs8">The private key, protected with Data Protection before it is stored.</param>
/// <param name="CreatedAt">The newest one signs; older ones validate until they retire.</param>
internal sealed record SigningKey(string Id, byte[] Pkcs8, DateTimeOffset CreatedAt);

/// <summary>Keeps the keys that sign access tokens.</summary>
internal interface ISigningKeyStore
{
    Task<ImmutableArray<SigningKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key unless one was added since <paramref name="unlessSince"/>: of two nodes that rotate at once, one wins.</summary>
    Task AddAsync(SigningKey key, DateTimeOffset unlessSince, CancellationToken cancellationToken);

    Task RemoveOlderThanAsync(DateTimeOffset limit, CancellationToken cancellationToken);
}
