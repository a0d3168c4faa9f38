using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Changes;

/// <summary>
/// Writes changes to tenants, members, invitations, keys and sessions. Each change and its announcement to other nodes are one transaction; this
/// process is notified after the commit.
/// </summary>
internal sealed class AccessWriter(IDbContextFactory<PortalDbContext> contexts, ChangeFeed feed)
{
    /// <summary>Runs a write that returns the number of changed rows.</summary>
    /// <returns>False, without a notification, if no row changed.</returns>
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
