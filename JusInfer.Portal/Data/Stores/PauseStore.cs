using System.Collections.Immutable;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Runaway;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class PauseStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer) : IPauseStore
{
    private const int MaxListed = 10_000;

    public async Task<ImmutableArray<Pause>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var paused = context.Set<Pause>().AsNoTracking().Where(pause => pause.TenantId == tenant && pause.ResumedAt == null);
        return [.. await paused.OrderByDescending(pause => pause.At).Take(MaxListed).ToListAsync(cancellationToken)];
    }

    public async Task<Pause?> FindAsync(TenantId tenant, PauseScope scope, string subject, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, tenant, scope, subject).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<bool> AddAsync(Pause pause, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(
                pause.TenantId,
                async context =>
                {
                    var earlier = Of(context, pause.TenantId, pause.Scope, pause.Subject);
                    if (await earlier.AnyAsync(cancellationToken))
                    {
                        return await earlier.Where(stored => stored.ResumedAt != null).ExecuteUpdateAsync(
                            stored => stored
                                .SetProperty(row => row.KeyId, pause.KeyId)
                                .SetProperty(row => row.MemberId, pause.MemberId)
                                .SetProperty(row => row.At, pause.At)
                                .SetProperty(row => row.Reason, pause.Reason)
                                .SetProperty(row => row.ResumedAt, (DateTimeOffset?)null),
                            cancellationToken);
                    }

                    context.Add(pause with { Subject = StorableText.Sanitize(pause.Subject), Reason = StorableText.Sanitize(pause.Reason, int.MaxValue) });
                    return await context.SaveChangesAsync(cancellationToken);
                },
                cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            // Another call has paused it at the same time.
            return false;
        }
    }

    public Task<bool> ResumeAsync(TenantId tenant, PauseScope scope, string subject, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant,
        context => Of(context, tenant, scope, subject)
            .Where(pause => pause.ResumedAt == null)
            .ExecuteUpdateAsync(pause => pause.SetProperty(row => row.ResumedAt, at), cancellationToken),
        cancellationToken);

    private static IQueryable<Pause> Of(PortalDbContext context, TenantId tenant, PauseScope scope, string subject)
    {
        var stored = StorableText.Sanitize(subject);
        return context.Set<Pause>().Where(pause => pause.TenantId == tenant && pause.Scope == scope && pause.Subject == stored);
    }
}
