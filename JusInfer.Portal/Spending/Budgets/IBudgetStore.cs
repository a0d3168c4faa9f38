using System.Collections.Immutable;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Stores budgets. Every change publishes <see cref="BudgetsChanged"/>.</summary>
internal interface IBudgetStore
{
    Task<ImmutableArray<Budget>> ListAsync(TeamId team, CancellationToken cancellationToken);

    Task AddAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Replaces the budget if the stored version is the one before; false if it is not, or if there is no such budget.</summary>
    Task<bool> UpdateAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Removes a budget; false if there is none, or if its version is not <paramref name="version"/> (null: any).</summary>
    Task<bool> RemoveAsync(TeamId team, BudgetId budget, long? version, CancellationToken cancellationToken);

    /// <summary>The team's time zone.</summary>
    Task<TimeZoneInfo> GetTimeZoneAsync(TeamId team, CancellationToken cancellationToken);
}

/// <summary>The budgets of a team, or its time zone, have changed.</summary>
internal readonly record struct BudgetsChanged(TeamId Team);
