using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>A change of a budget. Absent fields keep their value.</summary>
internal sealed record BudgetChange
{
    /// <summary>Whose calls count: <c>tenant</c>, <c>member</c>, <c>key</c>, <c>user</c> or <c>run</c>.</summary>
    public BudgetScope? Scope { get; init; }

    /// <summary>The id of the member or key, or the name of the end user or run; null gives each of them the budget by itself.</summary>
    [ShortText(BudgetRequest.MaxNameLength)]
    public Optional<string?> ScopeId { get; init; }

    /// <summary>The only model whose calls count; null for all models.</summary>
    [ShortText(BudgetRequest.MaxNameLength)]
    public Optional<string?> Model { get; init; }

    /// <summary>The period of the amount: <c>day</c>, <c>week</c>, <c>month</c> or <c>total</c>.</summary>
    public BudgetWindow? Window { get; init; }

    /// <summary>The most that the calls may cost in each window, 0 to 1000000, with at most 9 decimals.</summary>
    [UsdAmount]
    public decimal? AmountUsd { get; init; }

    /// <summary>What happens to calls at the amount: <c>block</c>, <c>economy</c> or <c>notify</c>.</summary>
    public ReachAction? OnReach { get; init; }

    /// <summary>A temporary addition to the amount, 0 to 1000000; null removes it.</summary>
    [UsdAmount]
    public Optional<decimal?> RaiseUsd { get; init; }

    /// <summary>When the addition ends, a time in the future; null removes the addition.</summary>
    public Optional<DateTimeOffset?> RaiseUntil { get; init; }

    /// <summary>The request that would create the changed budget.</summary>
    internal BudgetRequest ApplyTo(Budget budget) => new()
    {
        Scope = Scope ?? budget.Scope,
        ScopeId = ScopeId.Or(budget.ScopeId),
        Model = Model.Or(budget.Model),
        Window = Window ?? budget.Window,
        AmountUsd = AmountUsd ?? budget.Amount.Usd,
        OnReach = OnReach ?? budget.OnReach,
        RaiseUsd = RaiseUntil is { HasValue: true, Value: null } ? null : RaiseUsd.Or(budget.Raise?.Usd),
        RaiseUntil = RaiseUsd is { HasValue: true, Value: null } ? null : RaiseUntil.Or(budget.RaiseUntil),
    };
}
