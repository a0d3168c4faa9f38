namespace JusInfer.Portal.Budgets;

/// <summary>Stores the budgets that clients name for runs.</summary>
internal interface IRunBudgetStore
{
    /// <summary>Sets the budget of a run, unless an earlier call has set it.</summary>
    /// <returns>The amount that was set first.</returns>
    Task<NanoUsd> NameAsync(TenantId tenant, string run, NanoUsd amount, CancellationToken cancellationToken);
}
