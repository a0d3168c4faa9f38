using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Budgets;

/// <summary>Reads what the calls of a budget cost in its current window, for people. Windows are extended to whole hours.</summary>
internal sealed class BudgetSpend(IUsageQueries usage, IBudgetStore store, TimeProvider time)
{
    /// <returns>Zero for a budget that each member, key, end user or run has by itself, and for those that no table of sums covers.</returns>
    public async Task<NanoUsd> ReadAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (FilterOf(budget) is not { } filter) return NanoUsd.Zero;
        var zone = await store.GetTimeZoneAsync(budget.TenantId, cancellationToken);
        var (start, end) = WindowCalendar.Of(budget.Window, time.GetUtcNow(), zone);
        return (await usage.SumAsync(new UsageWindow(budget.TenantId, start, end), filter, cancellationToken)).Cost;
    }

    private static UsageSumFilter? FilterOf(Budget budget) => budget switch
    {
        { Scope: BudgetScope.Tenant } => new UsageSumFilter { Model = budget.Model },
        { Scope: BudgetScope.Member } when MemberId.TryParse(budget.ScopeId, out var member) => new UsageSumFilter { Member = member, Model = budget.Model },
        { Scope: BudgetScope.Key } when KeyId.TryParse(budget.ScopeId, out var key) => new UsageSumFilter { Key = key, Model = budget.Model },
        { Scope: BudgetScope.User, ScopeId: { } user, Model: null } => new UsageSumFilter { User = user },
        _ => null,
    };
}
