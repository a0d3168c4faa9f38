using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class OperatorStore(IDbContextFactory<PortalDbContext> contexts) : IOperatorStore
{
    public async Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Operators.AnyAsync(cancellationToken)) return false;
        context.Add(new OperatorRow { Slot = OperatorRow.TheOnly, UserId = user.Value });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // Someone else took the slot since it was looked at.
            if (await context.Operators.AnyAsync(row => row.UserId != user.Value, cancellationToken)) return false;
            throw;
        }
    }

    public async Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Operators.AnyAsync(row => row.UserId == user.Value, cancellationToken);
    }
}
