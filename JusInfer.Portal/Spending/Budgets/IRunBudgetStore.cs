namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Stores the budgets that clients name for their runs.</summary>
internal interface IRunBudgetStore
{
    /// <summary>The budget of a run; null if none has been named.</summary>
    Task<NanoUsd?> FindAsync(TeamId team, string run, CancellationToken cancellationToken);

    /// <summary>Names the budget of a run, unless it has one.</summary>
    /// <returns>The amount that holds: the first one named for the run.</returns>
    Task<NanoUsd> NameAsync(TeamId team, string run, NanoUsd amount, CancellationToken cancellationToken);
}
