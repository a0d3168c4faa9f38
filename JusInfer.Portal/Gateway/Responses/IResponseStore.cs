namespace JusInfer.Portal.Gateway.Responses;

/// <summary>Stores responses. A response is visible only to its tenant.</summary>
internal interface IResponseStore
{
    /// <summary>Adds a response, or replaces the one with the same id.</summary>
    Task AddAsync(StoredResponse response, CancellationToken cancellationToken);

    Task<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>Finds the response whose output contains an item, and returns its JSON.</summary>
    Task<ReadOnlyMemory<byte>?> FindByItemAsync(TenantId tenant, string itemId, CancellationToken cancellationToken);

    /// <returns>False if there is no such response.</returns>
    Task<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancellationToken);

    /// <summary>Removes the responses that were created before a time, and returns their number.</summary>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}
