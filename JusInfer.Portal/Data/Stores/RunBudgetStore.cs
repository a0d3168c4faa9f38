using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RunBudgetStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IRunBudgetStore
{
    public async Task<NanoUsd?> FindAsync(TeamId team, string run, CancellationToken cancellationToken)
    {
        run = StorableText.Sanitize(run);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RunBudgets.Where(row => row.TeamId == team && row.Run == run).Select(row => (NanoUsd?)row.Amount)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<NanoUsd> NameAsync(TeamId team, string run, NanoUsd amount, CancellationToken cancellationToken)
    {
        run = StorableText.Sanitize(run);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = context.RunBudgets.Where(row => row.TeamId == team && row.Run == run).Select(row => (NanoUsd?)row.Amount);
        if (await stored.SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        context.Add(new RunBudgetRow { TeamId = team, Run = run, Amount = amount, NamedAt = time.GetUtcNow() });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return amount;
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            // A concurrent call was first.
            return (await stored.SingleAsync(cancellationToken))!.Value;
        }
    }
}
