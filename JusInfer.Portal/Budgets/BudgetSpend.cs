using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Budgets;

/// <summary>Reads what the calls of a budget cost in its current window, for people. Windows are extended to whole hours.</summary>
internal sealed class BudgetSpend(IUsageQueries usage, IBudgetStore store, TimeProvider time)
{
    /// <returns>Zero for a budget that each member, key, end user or run has by itself, and for those that no table of sums covers.</returns>
    public async Task<NanoUsd> ReadAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (GroupsOf(budget) is not { } groups) return NanoUsd.Zero;
        var zone = await store.GetTimeZoneAsync(budget.TenantId, cancellationToken);
        var (start, end) = WindowCalendar.Of(budget.Window, time.GetUtcNow(), zone);
        var rows = await usage.BreakDownAsync(new UsageWindow(budget.TenantId, start, end), groups, cancellationToken);
        string[] expected = [.. groups.Select(group => group == UsageGroup.Model ? budget.Model! : budget.ScopeId!)];
        return rows.Where(row => row.Group.SequenceEqual(expected)).Aggregate(NanoUsd.Zero, static (sum, row) => sum + row.Sums.Cost);
    }

    private static ImmutableArray<UsageGroup>? GroupsOf(Budget budget) => budget switch
    {
        { Scope: BudgetScope.Tenant, Model: null } => [],
        { Scope: BudgetScope.Tenant } => [UsageGroup.Model],
        { Scope: BudgetScope.Member, ScopeId: not null, Model: null } => [UsageGroup.Member],
        { Scope: BudgetScope.Member, ScopeId: not null } => [UsageGroup.Member, UsageGroup.Model],
        { Scope: BudgetScope.Key, ScopeId: not null, Model: null } => [UsageGroup.Key],
        { Scope: BudgetScope.Key, ScopeId: not null } => [UsageGroup.Key, UsageGroup.Model],
        { Scope: BudgetScope.User, ScopeId: not null, Model: null } => [UsageGroup.User],
        _ => null,
    };
}
