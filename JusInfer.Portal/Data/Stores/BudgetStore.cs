using System.Collections.Immutable;
using JusInfer.Portal.Budgets;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class BudgetStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer) : IBudgetStore
{
    public async Task<ImmutableArray<Budget>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var budgets = context.Budgets.AsNoTracking().Where(budget => budget.TenantId == tenant).OrderBy(budget => budget.Id);
        return [.. await budgets.ToListAsync(cancellationToken)];
    }

    public Task AddAsync(Budget budget, CancellationToken cancellationToken) => WriteAsync(
        budget.TenantId,
        context =>
        {
            context.Add(budget);
            return context.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    public Task<bool> UpdateAsync(Budget budget, CancellationToken cancellationToken) => WriteAsync(
        budget.TenantId,
        context => context.Budgets
            .Where(stored => stored.TenantId == budget.TenantId && stored.Id == budget.Id && stored.Version == budget.Version - 1)
            .ExecuteUpdateAsync(
                stored => stored
                    .SetProperty(row => row.Scope, budget.Scope)
                    .SetProperty(row => row.ScopeId, budget.ScopeId)
                    .SetProperty(row => row.Model, budget.Model)
                    .SetProperty(row => row.Window, budget.Window)
                    .SetProperty(row => row.Amount, budget.Amount)
                    .SetProperty(row => row.OnReach, budget.OnReach)
                    .SetProperty(row => row.Raise, budget.Raise)
                    .SetProperty(row => row.RaiseUntil, budget.RaiseUntil)
                    .SetProperty(row => row.Version, budget.Version),
                cancellationToken),
        cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, BudgetId budget, long? version, CancellationToken cancellationToken) => WriteAsync(
        tenant,
        context => context.Budgets
            .Where(stored => stored.TenantId == tenant && stored.Id == budget && (version == null || stored.Version == version))
            .ExecuteDeleteAsync(cancellationToken),
        cancellationToken);

    public async Task<TimeZoneInfo> GetTimeZoneAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = await context.Tenants.Where(row => row.Id == tenant).Select(row => row.TimeZone).SingleOrDefaultAsync(cancellationToken);

        // The time zone data of this node may be older than that of the node that accepted the id.
        return id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private Task<bool> WriteAsync(TenantId tenant, Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken) =>
        writer.WriteAsync(tenant, [ChangeTopic.Budgets], write, cancellationToken);
}
