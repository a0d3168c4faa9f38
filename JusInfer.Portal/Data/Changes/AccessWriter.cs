using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Changes;

/// <summary>Runs a write to who may call: the write and its announcement in one transaction, then the news to this process.</summary>
internal sealed class AccessWriter(IDbContextFactory<PortalDbContext> contexts, ChangeFeed feed)
{
    /// <summary>Runs a write that returns how many rows it changed; false, and no news, where that is none.</summary>
    public async Task<bool> WriteAsync(TenantId tenant, Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken)
    {
        var change = new StoreChange(ChangeTopic.Access, tenant);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await write(context) == 0) return false;
        await feed.AnnounceAsync(context, [change], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(change);
        return true;
    }
}
