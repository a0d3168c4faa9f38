namespace JusInfer.Portal.Spending.Budgets;

/// <summary>
/// Caches the budgets of teams. A change of a team's budgets applies to the next call on this node, and within one second on every other.
/// </summary>
internal sealed class BudgetCache : IDisposable
{
    private readonly TeamCache<TeamBudgets> budgets;
    private readonly IDisposable subscription;

    public BudgetCache(IBudgetStore store, Signal<BudgetsChanged> changes)
    {
        budgets = new TeamCache<TeamBudgets>(async team => new(
            await store.ListAsync(team, CancellationToken.None), await store.GetTimeZoneAsync(team, CancellationToken.None)));
        subscription = changes.Subscribe(change => budgets.Expire(change.Team));
    }

    /// <summary>The team's budgets, from memory unless they have changed.</summary>
    public ValueTask<TeamBudgets> GetAsync(TeamId team, CancellationToken cancellationToken) => budgets.GetAsync(team, cancellationToken);

    public void Dispose() => subscription.Dispose();
}
