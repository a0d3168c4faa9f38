using System.Collections.Concurrent;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The budgets that clients name for their runs, with the header <c>X-JusInfer-Run-Budget</c>. The first one named for a run holds.</summary>
internal sealed class RunBudgets(IRunBudgetStore store)
{
    private const int MaxEntries = 50_000;

    /// <summary>The budgets of known runs; null for a run without one.</summary>
    private readonly ConcurrentDictionary<(TeamId, string), Budget?> known = new();

    /// <summary>The budget of a run; null if none has been named.</summary>
    /// <param name="team">The team.</param>
    /// <param name="run">The root of the run tree.</param>
    /// <param name="named">The amount that this call names; null if it names none.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<Budget?> FindAsync(TeamId team, string run, NanoUsd? named, DateTimeOffset at, CancellationToken cancellationToken) =>
        known.TryGetValue((team, run), out var budget) && (budget is not null || named is null)
            ? new(budget)
            : new(ReadAsync(team, run, named, at).WaitAsync(cancellationToken));

    private async Task<Budget?> ReadAsync(TeamId team, string run, NanoUsd? named, DateTimeOffset at)
    {
        var holding = named is { } amount
            ? await store.NameAsync(team, run, amount, CancellationToken.None)
            : await store.FindAsync(team, run, CancellationToken.None);
        if (known.Count >= MaxEntries) known.Clear();
        if (holding is not { } limit)
        {
            // A concurrent call may have named one.
            return known.GetOrAdd((team, run), (Budget?)null);
        }

        return known[(team, run)] = new Budget
        {
            Id = BudgetId.New(at),
            TeamId = team,
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
