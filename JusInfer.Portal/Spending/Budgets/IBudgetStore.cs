using System.Collections.Immutable;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Stores budgets. Every change publishes <see cref="BudgetsChanged"/>.</summary>
internal interface IBudgetStore
{
    Task<ImmutableArray<Budget>> ListAsync(TenantId tenant, CancellationToken cancellationToken);

    Task AddAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Replaces the budget if the stored version is the one before; false if it is not, or if there is no such budget.</summary>
    Task<bool> UpdateAsync(Budget budget, CancellationToken cancellationToken);

    /// <summary>Removes a budget; false if there is none, or if its version is not <paramref name="version"/> (null: any).</summary>
    Task<bool> RemoveAsync(TenantId tenant, BudgetId budget, long? version, CancellationToken cancellationToken);

    /// <summary>The team's time zone.</summary>
    Task<TimeZoneInfo> GetTimeZoneAsync(TenantId tenant, CancellationToken cancellationToken);
}

/// <summary>The budgets of a team, or its time zone, have changed.</summary>
internal readonly record struct BudgetsChanged(TenantId Tenant);
