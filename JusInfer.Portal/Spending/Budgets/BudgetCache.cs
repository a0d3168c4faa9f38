namespace JusInfer.Portal.Spending.Budgets;

/// <summary>
/// Caches the budgets of teams. A change of a team's budgets applies to the next call on this node, and within one second on every other.
/// </summary>
internal sealed class BudgetCache : IDisposable
{
    private readonly TenantCache<TenantBudgets> budgets;
    private readonly IDisposable subscription;

    public BudgetCache(IBudgetStore store, Signal<BudgetsChanged> changes)
    {
        budgets = new TenantCache<TenantBudgets>(async tenant => new(
            await store.ListAsync(tenant, CancellationToken.None), await store.GetTimeZoneAsync(tenant, CancellationToken.None)));
        subscription = changes.Subscribe(change => budgets.Expire(change.Tenant));
    }

    /// <summary>The team's budgets, from memory unless they have changed.</summary>
    public ValueTask<TenantBudgets> GetAsync(TenantId tenant, CancellationToken cancellationToken) => budgets.GetAsync(tenant, cancellationToken);

    public void Dispose() => subscription.Dispose();
}
