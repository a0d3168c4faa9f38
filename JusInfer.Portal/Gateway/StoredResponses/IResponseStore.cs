using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>Stores responses. A caller finds and removes only those of its <see cref="ResponseAccess"/>.</summary>
internal interface IResponseStore
{
    /// <summary>
    /// Adds a response, or replaces the one with the same id, and removes the team's oldest responses if they exceed the quota. Adds
    /// nothing if the team stores no responses.
    /// </summary>
    Task AddAsync(StoredResponse response, ResponseQuota quota, CancellationToken cancellationToken);

    Task<StoredResponse?> FindAsync(ResponseAccess access, string id, CancellationToken cancellationToken);

    /// <summary>Finds the response whose output contains an item, and returns its JSON.</summary>
    Task<ReadOnlyMemory<byte>?> FindByItemAsync(ResponseAccess access, string itemId, CancellationToken cancellationToken);

    /// <returns>False if there is no such response.</returns>
    Task<bool> RemoveAsync(ResponseAccess access, string id, CancellationToken cancellationToken);

    /// <summary>Removes the responses that are older than their team stores them, and returns their number.</summary>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, ResponseRetention retention, CancellationToken cancellationToken);
}
