using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>A store that has no responses.</summary>
internal sealed class NoResponseStore : IResponseStore
{
    public Task AddAsync(StoredResponse response, ResponseQuota quota, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<StoredResponse?> FindAsync(ResponseAccess access, string id, CancellationToken cancellationToken) => Task.FromResult<StoredResponse?>(null);

    public Task<ReadOnlyMemory<byte>?> FindByItemAsync(ResponseAccess access, string itemId, CancellationToken cancellationToken) => Task.FromResult<ReadOnlyMemory<byte>?>(null);

    public Task<bool> RemoveAsync(ResponseAccess access, string id, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, ResponseRetention retention, CancellationToken cancellationToken) => Task.FromResult(0);
}
