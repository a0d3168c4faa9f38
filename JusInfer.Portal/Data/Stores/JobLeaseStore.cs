using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class JobLeaseStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IJobLeases
{
    public async Task<bool> TakeAsync(string job, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var duration = until - now;
        now = await context.ToStoreTimeAsync(now, clock, cancellationToken);
        until = now + duration;
        var latest = PlausibleTime.Latest(now, duration);
        var leases = context.Set<JobLeaseRow>().Where(row => row.Job == job);
        var taken = await leases
            .Where(row => row.Node == node || row.ExpiresAt <= now || row.ExpiresAt > latest)
            .ExecuteUpdateAsync(row => row.SetProperty(lease => lease.Node, node).SetProperty(lease => lease.ExpiresAt, until), cancellationToken);
        if (taken > 0) return true;
        if (await leases.AnyAsync(cancellationToken)) return false;
        context.Add(new JobLeaseRow { Job = job, Node = node, ExpiresAt = until });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return false;
        }
    }

    public async Task ReleaseAsync(string job, Guid node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Set<JobLeaseRow>().Where(row => row.Job == job && row.Node == node).ExecuteDeleteAsync(cancellationToken);
    }
}
