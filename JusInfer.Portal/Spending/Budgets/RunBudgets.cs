using System.Collections.Concurrent;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The budgets that clients name for their runs, with the header <c>X-JusInfer-Run-Budget</c>. The first one named for a run holds.</summary>
internal sealed class RunBudgets(IRunBudgetStore store)
{
    private const int MaxEntries = 50_000;

    /// <summary>The budgets of known runs; null for a run without one.</summary>
    private readonly ConcurrentDictionary<(TenantId, string), Budget?> known = new();

    /// <summary>The budget of a run; null if none has been named.</summary>
    /// <param name="tenant">The team.</param>
    /// <param name="run">The root of the run tree.</param>
    /// <param name="named">The amount that this call names; null if it names none.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<Budget?> FindAsync(TenantId tenant, string run, NanoUsd? named, DateTimeOffset at, CancellationToken cancellationToken) =>
        known.TryGetValue((tenant, run), out var budget) && (budget is not null || named is null)
            ? new(budget)
            : new(ReadAsync(tenant, run, named, at).WaitAsync(cancellationToken));

    private async Task<Budget?> ReadAsync(TenantId tenant, string run, NanoUsd? named, DateTimeOffset at)
    {
        var holding = named is { } amount
            ? await store.NameAsync(tenant, run, amount, CancellationToken.None)
            : await store.FindAsync(tenant, run, CancellationToken.None);
        if (known.Count >= MaxEntries) known.Clear();
        if (holding is not { } limit)
        {
            // A concurrent call may have named one.
            return known.GetOrAdd((tenant, run), (Budget?)null);
        }

        return known[(tenant, run)] = new Budget
        {
            Id = BudgetId.New(at),
            TenantId = tenant,
            Scope = BudgetScope.Run,
            ScopeId = run,
            Window = BudgetWindow.Total,
            Amount = limit,
            OnReach = ReachAction.Block,
            CreatedAt = at,
            Version = 0,
        };
    }
}
