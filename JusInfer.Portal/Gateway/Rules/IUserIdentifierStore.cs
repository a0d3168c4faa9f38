namespace JusInfer.Portal.Gateway.Rules;

/// <summary>The store as seen by <see cref="UserIdentifiers"/>.</summary>
internal interface IUserIdentifierStore
{
    /// <summary>A secret of 32 random bytes, the same for all nodes of the store and after a restart. Created if there is none.</summary>
    Task<byte[]> ReadSecretAsync(CancellationToken cancellationToken);
}
