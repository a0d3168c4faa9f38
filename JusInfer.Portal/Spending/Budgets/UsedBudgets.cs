using System.Collections.Immutable;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The budgets that reject calls when they are used up, with what each subject has spent of them. What running calls hold is not included.</summary>
internal sealed class UsedBudgets(ImmutableArray<SpentBudget> uses)
{
    /// <summary>The budgets that apply to all calls of a key.</summary>
    public IEnumerable<SubjectSpend> Of(ApiKey key)
    {
        foreach (var use in uses)
        {
            if (SubjectOf(key, use.Budget) is not { } subject || (use.Budget.ScopeId is { } only && only != subject)) continue;
            yield return new SubjectSpend(use.Budget, use.Amount, use.Spent.GetValueOrDefault(subject), use.Start, use.ResetsAt);
        }
    }

    /// <summary>What calls of the key are counted for; null if the budget does not apply to them.</summary>
    private static string? SubjectOf(ApiKey key, Budget budget) => budget.Scope switch
    {
        BudgetScope.Tenant => SpentBudget.Team,
        BudgetScope.Member => key.Holder?.ToString(),
        BudgetScope.Key => key.Id.ToString(),
        _ => null,
    };
}

/// <summary>A budget in its current window.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Amount">Its amount now.</param>
/// <param name="Spent">What each subject has spent, by its id; that of the team by <see cref="Team"/>.</param>
/// <param name="Start">The start of the window.</param>
/// <param name="ResetsAt">The end of the window; null if it does not end.</param>
internal sealed record SpentBudget(
    Budget Budget, NanoUsd Amount, IReadOnlyDictionary<string, NanoUsd> Spent, DateTimeOffset Start, DateTimeOffset? ResetsAt)
{
    /// <summary>The subject of a budget of the team.</summary>
    public const string Team = "";
}

/// <summary>What one subject has spent of a budget or cap in its current window.</summary>
/// <param name="Budget">The budget.</param>
/// <param name="Amount">Its amount now.</param>
/// <param name="Spent">What is spent of it.</param>
/// <param name="Start">The start of the window.</param>
/// <param name="ResetsAt">The end of the window; null if it does not end.</param>
internal sealed record SubjectSpend(Budget Budget, NanoUsd Amount, NanoUsd Spent, DateTimeOffset Start, DateTimeOffset? ResetsAt);
