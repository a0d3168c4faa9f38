using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>A new budget.</summary>
internal sealed record BudgetRequest
{
    public const int MaxNameLength = 200;

    /// <summary>Whose calls count: <c>tenant</c>, <c>member</c>, <c>key</c>, <c>user</c> or <c>run</c>.</summary>
    [RequiredField]
    public BudgetScope? Scope { get; init; }

    /// <summary>The id of the member or key, or the name of the end user or run. If absent, each of them has the budget by itself.</summary>
    [ShortText(MaxNameLength, MinimumLength = 1)]
    public string? ScopeId { get; init; }

    /// <summary>The only model whose calls count; all models if absent.</summary>
    [ShortText(MaxNameLength, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>The period of the amount: <c>day</c>, <c>week</c>, <c>month</c> or <c>total</c>. Days begin at midnight in the team's time zone.</summary>
    [RequiredField]
    public BudgetWindow? Window { get; init; }

    /// <summary>The most that the calls may cost in each window, 0 to 1000000, with at most 9 decimals.</summary>
    [RequiredField, UsdAmount]
    public decimal? AmountUsd { get; init; }

    /// <summary>
    /// What happens to calls at the amount: <c>block</c> (the default) rejects them, <c>economy</c> serves them with the cheapest capable model,
    /// <c>notify</c> does not change them.
    /// </summary>
    public ReachAction? OnReach { get; init; }

    /// <summary>A temporary addition to the amount, 0 to 1000000; requires <c>raise_until</c>.</summary>
    [UsdAmount]
    public decimal? RaiseUsd { get; init; }

    /// <summary>When the addition ends; a time in the future.</summary>
    public DateTimeOffset? RaiseUntil { get; init; }

    /// <param name="id">The id of the budget.</param>
    /// <param name="team">The team.</param>
    /// <param name="now">When it is created.</param>
    internal Budget ToBudget(BudgetId id, TeamId team, DateTimeOffset now) => new()
    {
        Id = id,
        TeamId = team,
        Scope = Scope!.Value,
        ScopeId = ScopeId,
        Model = Model,
        Window = Window!.Value,
        Amount = NanoUsd.FromUsd(AmountUsd!.Value),
        OnReach = OnReach ?? ReachAction.Block,
        Raise = RaiseUsd is { } usd ? NanoUsd.FromUsd(usd) : null,
        RaiseUntil = RaiseUntil?.ToUniversalTime(),
        CreatedAt = now,
        Version = 1,
    };
}
