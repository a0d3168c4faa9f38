using System.Collections.Concurrent;

namespace JusInfer.Portal.Wallet;

/// <summary>
/// Caches the credits and the mode of wallets; settlements are not included after the first read. A change applies to the next call on this
/// node, and within one second on every other.
/// </summary>
internal sealed class WalletCache : IDisposable
{
    private readonly ConcurrentDictionary<TenantId, Lazy<Task<WalletState>>> entries = new();
    private readonly IWalletStore store;
    private readonly IDisposable subscription;

    public WalletCache(IWalletStore store, Signal<WalletChanged> changes)
    {
        this.store = store;
        subscription = changes.Subscribe(change => Expire(change.Tenant));
    }

    /// <summary>The wallet's mode and credits, from memory unless they have changed.</summary>
    public ValueTask<WalletState> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(tenant, static (tenant, store) => new(() => store.GetAsync(tenant, CancellationToken.None)), store);
        var loading = entry.Value;
        if (loading.IsCompletedSuccessfully) return new(loading.Result);
        if (loading.IsFaulted) entries.TryRemove(new(tenant, entry));
        return new(loading.WaitAsync(cancellationToken));
    }

    public void Dispose() => subscription.Dispose();

    /// <summary>A <c>default</c> tenant means all teams.</summary>
    private void Expire(TenantId tenant)
    {
        if (tenant == default) entries.Clear();
        else entries.TryRemove(tenant, out _);
    }
}
