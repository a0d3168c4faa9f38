using System.Collections.Concurrent;

namespace JusInfer.Portal.Budgets;

/// <summary>
/// Caches the budgets of teams. A change of a team's budgets applies to the next call on this node, and within one second on every other.
/// </summary>
internal sealed class BudgetCache : IDisposable
{
    private readonly ConcurrentDictionary<TenantId, Lazy<Task<TenantBudgets>>> entries = new();
    private readonly IBudgetStore store;
    private readonly IDisposable subscription;

    public BudgetCache(IBudgetStore store, Signal<BudgetsChanged> changes)
    {
        this.store = store;
        subscription = changes.Subscribe(change => Expire(change.Tenant));
    }

    /// <summary>The team's budgets, from memory unless they have changed.</summary>
    public ValueTask<TenantBudgets> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(tenant, static (tenant, store) => new(() => LoadAsync(store, tenant)), store);
        var loading = entry.Value;
        if (loading.IsCompletedSuccessfully) return new(loading.Result);
        if (loading.IsFaulted) entries.TryRemove(new(tenant, entry));
        return new(loading.WaitAsync(cancellationToken));
    }

    public void Dispose() => subscription.Dispose();

    private static async Task<TenantBudgets> LoadAsync(IBudgetStore store, TenantId tenant) => new(
        await store.ListAsync(tenant, CancellationToken.None), await store.GetTimeZoneAsync(tenant, CancellationToken.None));

    /// <summary>A <c>default</c> tenant means all teams.</summary>
    private void Expire(TenantId tenant)
    {
        if (tenant == default) entries.Clear();
        else entries.TryRemove(tenant, out _);
    }
}
