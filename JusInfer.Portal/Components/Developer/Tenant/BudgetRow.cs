using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>A budget as a row of the table.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="SubjectName">The member's address or the key's name; null for other subjects.</param>
/// <param name="Spent">What is spent in the current window; null if each subject has the budget by itself.</param>
/// <param name="Now">The time of the table.</param>
internal sealed record BudgetRow(Budget Budget, string? SubjectName, NanoUsd? Spent, DateTimeOffset Now)
{
    private const double NearLimit = 0.9;

    public string Name => Budget switch
    {
        { Scope: BudgetScope.Tenant } => "the team",
        { ScopeId: not null, Scope: BudgetScope.Member } => SubjectName ?? "a former member",
        { ScopeId: { } id } => SubjectName ?? id,
        { Scope: BudgetScope.Member } => "each member",
        { Scope: BudgetScope.Key } => "each key",
        { Scope: BudgetScope.User } => "each end user",
        _ => "each run",
    };

    public string Window => Budget.Window switch
    {
        BudgetWindow.Day => "per day",
        BudgetWindow.Week => "per week",
        BudgetWindow.Month => "per month",
        _ => "in total",
    };

    public NanoUsd Amount => Budget.AmountAt(Now);

    public (NanoUsd Amount, DateTimeOffset Until)? Raise => Now < Budget.RaiseUntil ? (Budget.Raise!.Value, Budget.RaiseUntil.Value) : null;

    public double UsedRatio => Amount == NanoUsd.Zero ? 1 : NumberFormat.Share(Spent ?? NanoUsd.Zero, Amount);

    public bool IsNearLimit => UsedRatio >= NearLimit;

    public string OnReach => Budget.OnReach switch
    {
        ReachAction.Block => "rejects calls",
        ReachAction.Economy => "uses cheaper models",
        _ => "changes nothing",
    };
}
