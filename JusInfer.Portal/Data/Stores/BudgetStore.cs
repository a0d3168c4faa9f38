using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class BudgetStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IBudgetStore
{
    public async Task<ImmutableArray<Budget>> ListAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var budgets = context.Budgets.AsNoTracking().Where(budget => budget.TeamId == team).OrderBy(budget => budget.Id);
        return [.. await budgets.ToListAsync(cancellationToken)];
    }

    public Task AddAsync(Budget budget, CancellationToken cancellationToken) => WriteAsync(
        budget.TeamId,
        async context =>
        {
            context.Add(budget);
            var added = await context.SaveChangesAsync(cancellationToken);
            await AppendAsync(context, AuditActions.BudgetCreated, null, budget, cancellationToken);
            return added;
        },
        cancellationToken);

    public Task<bool> UpdateAsync(Budget budget, CancellationToken cancellationToken) => WriteAsync(
        budget.TeamId,
        async context =>
        {
            var before = await FindAsync(context, budget.TeamId, budget.Id, cancellationToken);
            var changed = await context.Budgets
                .Where(stored => stored.TeamId == budget.TeamId && stored.Id == budget.Id && stored.Version == budget.Version - 1)
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
                    cancellationToken);
            if (changed == 1) await AppendAsync(context, AuditActions.BudgetChanged, before, budget, cancellationToken);
            return changed;
        },
        cancellationToken);

    public Task<bool> RemoveAsync(TeamId team, BudgetId budget, long? version, CancellationToken cancellationToken) => WriteAsync(
        team,
        async context =>
        {
            var before = await FindAsync(context, team, budget, cancellationToken);
            var removed = await context.Budgets
                .Where(stored => stored.TeamId == team && stored.Id == budget && (version == null || stored.Version == version))
                .ExecuteDeleteAsync(cancellationToken);
            if (removed == 1) await AppendAsync(context, AuditActions.BudgetDeleted, before, null, cancellationToken);
            return removed;
        },
        cancellationToken);

    public async Task<TimeZoneInfo> GetTimeZoneAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = await context.Teams.Where(row => row.Id == team).Select(row => row.TimeZone).SingleOrDefaultAsync(cancellationToken);

        // The time zone data of this node may be older than that of the node that accepted the id.
        return id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    private static Task<Budget?> FindAsync(PortalDbContext context, TeamId team, BudgetId id, CancellationToken cancellationToken) =>
        context.Budgets.AsNoTracking().SingleOrDefaultAsync(stored => stored.TeamId == team && stored.Id == id, cancellationToken);

    private Task AppendAsync(PortalDbContext context, string action, Budget? before, Budget? after, CancellationToken cancellationToken)
    {
        var budget = after ?? before!;
        var what = new AuditEvent(action, budget.Id.ToString()) { Changes = AuditFields.Between(before, after) };
        return audit.AppendAsync(context, budget.TeamId, what, cancellationToken);
    }

    private Task<bool> WriteAsync(TeamId team, Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken) =>
        writer.WriteAsync(team, [ChangeTopic.Budgets], write, cancellationToken);
}
