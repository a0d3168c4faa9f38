namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The most that the calls of a scope may cost in a window.</summary>
internal sealed record Budget
{
    public required BudgetId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>
    /// The id of the member or key, or the name of the end user or run. Null applies the budget to each member, key, end user or run by
    /// itself; it is always null for <see cref="BudgetScope.Tenant"/>.
    /// </summary>
    public string? ScopeId { get; init; }

    /// <summary>The catalog id of the only model whose calls count; null for all models.</summary>
    public string? Model { get; init; }

    public required BudgetWindow Window { get; init; }

    public required NanoUsd Amount { get; init; }

    public required ReachAction OnReach { get; init; }

    /// <summary>A temporary addition to <see cref="Amount"/>. Set together with <see cref="RaiseUntil"/>.</summary>
    public NanoUsd? Raise { get; init; }

    /// <summary>When the addition ends.</summary>
    public DateTimeOffset? RaiseUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Increases with each change; a change that is based on an older version is rejected.</summary>
    public required long Version { get; init; }

    /// <summary>The budget is the monthly cap of a member or key and is changed there. Its id is that of the member or key.</summary>
    public bool IsCap { get; init; }

    /// <summary>
    /// Whether a change to this budget lets calls cost more than before: a higher amount or, whatever it is, another selection of calls.
    /// </summary>
    public bool IsLooserThan(Budget before) => before.OnReach is not ReachAction.Notify
        && (Amount > before.Amount || OnReach > before.OnReach
            || (Scope, ScopeId, Model, Window) != (before.Scope, before.ScopeId, before.Model, before.Window)
            || (Raise is not null && (Raise, RaiseUntil) != (before.Raise, before.RaiseUntil)));

    /// <summary>The amount with the temporary addition, if that is in effect.</summary>
    public NanoUsd AmountAt(DateTimeOffset at) => Raise is { } raise && at < RaiseUntil ? Amount + raise : Amount;
}
