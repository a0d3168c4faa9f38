namespace JusInfer.Portal.Gateway.Responses;

/// <summary>Where responses are kept. Each is its tenant's alone.</summary>
internal interface IResponseStore
{
    /// <summary>Keeps a response, in place of one of the same id.</summary>
    Task AddAsync(StoredResponse response, CancellationToken cancellationToken);

    Task<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>Finds the response whose answer holds an item.</summary>
    Task<StoredResponse?> FindByItemAsync(TenantId tenant, string itemId, CancellationToken cancellationToken);

    /// <returns>False where there is none.</returns>
    Task<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>Forgets what was made before a time; returns how many that were.</summary>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}
