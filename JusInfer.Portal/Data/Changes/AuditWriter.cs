using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Stores;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Changes;

/// <summary>
/// Appends entries to the audit log within the transaction of the change, so that there is no change without its entry and no entry without its change. The
/// stores call it, because every change passes through them; who acts comes from <see cref="IAuditCaller"/>.
/// </summary>
internal sealed class AuditWriter(IAuditCaller callers, TimeProvider time)
{
    private const int MaxTextLength = 2_000;

    private static readonly string LockHead = $"INSERT INTO {AuditHeadsTable.Name} (tenant_id, number, hash) VALUES ({{0}}, 0, {{1}}) "
        + $"ON CONFLICT (tenant_id) DO UPDATE SET number = {AuditHeadsTable.Name}.number RETURNING *";

    /// <summary>Appends an entry. The team's head stays locked until the end of the transaction, so that writers on all nodes follow each other.</summary>
    /// <param name="context">A context with an open transaction, and nothing to save but the change. It is the last thing that the transaction locks.</param>
    /// <param name="team">The team.</param>
    /// <param name="what">What happened.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task AppendAsync(PortalDbContext context, TeamId team, AuditEvent what, CancellationToken cancellationToken)
    {
        var heads = await context.Set<AuditHeadRow>().FromSqlRaw(LockHead, context.ToParameter(team.Value), AuditChain.Start).ToListAsync(cancellationToken);
        var (head, caller) = (heads.Single(), what.Caller ?? callers.Current);
        var changes = what.Changes.Select(static change => change with { Before = Storable(change.Before), After = Storable(change.After) }).ToArray();
        var details = new AuditDetails(AuditChain.NewSalt(), AuditText.OfDetails(caller, changes));
        var entry = new AuditEntry
        {
            TeamId = team,
            Number = head.Number + 1,
            At = WholeMicroseconds(time.GetUtcNow()),
            Action = what.Action,
            Actor = what.Actor ?? caller.User,
            Session = what.Session ?? caller.Session,
            Subject = StorableText.Sanitize(what.Subject),
            Changes = AuditText.OfChanges(changes),
            DetailsHash = AuditChain.HashOf(details),
            Previous = head.Hash,
            Hash = [],
        };
        entry = entry with { Hash = AuditChain.HashOf(entry) };
        (head.Number, head.Hash) = (entry.Number, entry.Hash);
        context.Add(entry);
        context.Add(new AuditDetailsRow
        {
            TeamId = team,
            Number = entry.Number,
            Salt = details.Salt,
            Text = details.Text,
            Actor = entry.Actor,
            Person = what.Person,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Appends an entry to the log of each team of an account, in the order of their ids, so that two nodes cannot deadlock.</summary>
    public async Task AppendToTeamsAsync(PortalDbContext context, UserId user, AuditEvent what, CancellationToken cancellationToken)
    {
        var teams = await context.Members.Where(row => row.UserId == user.Value && row.RemovedAt == null).Select(row => row.TeamId).ToListAsync(cancellationToken);
        foreach (var team in teams.Distinct().Order()) await AppendAsync(context, team, what, cancellationToken);
    }

    /// <summary>The databases store no more, and the hash covers what is stored.</summary>
    private static DateTimeOffset WholeMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string? Storable(string? text) => text is null ? null : StorableText.Sanitize(text, MaxTextLength);
}
