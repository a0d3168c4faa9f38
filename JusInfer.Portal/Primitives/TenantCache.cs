using System.Collections.Concurrent;

namespace JusInfer.Portal.Primitives;

/// <summary>Caches one value per team until it is expired. Concurrent reads share one load, and a load that failed is not kept.</summary>
/// <param name="load">Reads the value of a team.</param>
internal sealed class TenantCache<TValue>(Func<TenantId, Task<TValue>> load)
{
    private readonly ConcurrentDictionary<TenantId, Lazy<Task<TValue>>> entries = new();

    /// <summary>The value, from memory unless it has expired.</summary>
    public ValueTask<TValue> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(tenant, static (tenant, load) => new(() => load(tenant)), load);
        return entry.Value.IsCompletedSuccessfully ? new(entry.Value.Result) : new(AwaitAsync(tenant, entry, cancellationToken));
    }

    /// <summary>Expires the value of a team; those of all teams for <c>default</c>.</summary>
    public void Expire(TenantId tenant)
    {
        if (tenant == default) entries.Clear();
        else entries.TryRemove(tenant, out _);
    }

    private async Task<TValue> AwaitAsync(TenantId tenant, Lazy<Task<TValue>> entry, CancellationToken cancellationToken)
    {
        try
        {
            return await entry.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (entry.Value.IsFaulted) entries.TryRemove(new(tenant, entry));
        }
    }
}
