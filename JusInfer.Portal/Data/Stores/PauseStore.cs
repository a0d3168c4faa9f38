using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class PauseStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IPauseStore
{
    private const int MaxListed = 10_000;

    public async Task<ImmutableArray<Pause>> ListAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var paused = context.Set<Pause>().AsNoTracking().Where(pause => pause.TeamId == team && pause.ResumedAt == null);

        // That of the team is first, however many runs are paused.
        var first = paused.OrderByDescending(pause => pause.Scope == PauseScope.Team).ThenByDescending(pause => pause.At);
        return [.. await first.Take(MaxListed).ToListAsync(cancellationToken)];
    }

    public async Task<ImmutableArray<Pause>> ListTeamsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var paused = context.Set<Pause>().AsNoTracking().Where(pause => pause.Scope == PauseScope.Team && pause.ResumedAt == null);
        return [.. await paused.OrderByDescending(pause => pause.At).ToListAsync(cancellationToken)];
    }

    public async Task<Pause?> FindAsync(TeamId team, PauseScope scope, string subject, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Of(context, team, scope, subject).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<bool> AddAsync(Pause pause, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(
                pause.TeamId,
                async context =>
                {
                    var earlier = Of(context, pause.TeamId, pause.Scope, pause.Subject);
                    if (await earlier.AnyAsync(cancellationToken))
                    {
                        var again = await earlier.Where(stored => stored.ResumedAt != null).ExecuteUpdateAsync(
                            stored => stored
                                .SetProperty(row => row.KeyId, pause.KeyId)
                                .SetProperty(row => row.MemberId, pause.MemberId)
                                .SetProperty(row => row.At, pause.At)
                                .SetProperty(row => row.Reason, pause.Reason)
                                .SetProperty(row => row.ResumedAt, (DateTimeOffset?)null),
                            cancellationToken);
                        if (again > 0) await AppendAsync(context, AuditActions.Paused, pause, cancellationToken);
                        return again;
                    }

                    context.Add(pause with { Subject = StorableText.Sanitize(pause.Subject), Reason = StorableText.Sanitize(pause.Reason, int.MaxValue) });
                    var added = await context.SaveChangesAsync(cancellationToken);
                    await AppendAsync(context, AuditActions.Paused, pause, cancellationToken);
                    return added;
                },
                cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            // Another call has paused it at the same time.
            return false;
        }
    }

    public Task<bool> ResumeAsync(TeamId team, PauseScope scope, string subject, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        team,
        async context =>
        {
            var paused = await Of(context, team, scope, subject).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            var resumed = await Of(context, team, scope, subject)
                .Where(pause => pause.ResumedAt == null)
                .ExecuteUpdateAsync(pause => pause.SetProperty(row => row.ResumedAt, at), cancellationToken);
            if (resumed > 0) await AppendAsync(context, AuditActions.Resumed, paused!, cancellationToken);
            return resumed;
        },
        cancellationToken);

    /// <summary>
    /// The subject is the key that caused the pause, or the team. Clients choose the names of runs, so these are details.
    /// </summary>
    private Task AppendAsync(PortalDbContext context, string action, Pause pause, CancellationToken cancellationToken)
    {
        var what = new AuditEvent(action, pause.Scope is PauseScope.Team ? pause.Subject : pause.KeyId.ToString());
        if (pause.Scope is PauseScope.Run) what = what with { Changes = [new AuditChange("run", null, pause.Subject) { IsPersonal = true }] };
        return audit.AppendAsync(context, pause.TeamId, what, cancellationToken);
    }

    private static IQueryable<Pause> Of(PortalDbContext context, TeamId team, PauseScope scope, string subject)
    {
        var stored = StorableText.Sanitize(subject);
        return context.Set<Pause>().Where(pause => pause.TeamId == team && pause.Scope == scope && pause.Subject == stored);
    }
}
