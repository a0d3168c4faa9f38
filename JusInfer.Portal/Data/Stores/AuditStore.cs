using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AuditStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit) : IAuditStore
{
    public async Task AppendAsync(UserId user, AuditEvent what, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await audit.AppendToTeamsAsync(context, user, what, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<ImmutableArray<AuditLine>> ListAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await FilteredAsync(context, filter, cancellationToken);
        var page = await WithDetails(context, entries).OrderByDescending(found => found.Entry.Number).Take(filter.Limit).ToListAsync(cancellationToken);
        var lines = page.Select(static found => AuditText.ToLine(found.ToStored())).ToImmutableArray();
        var names = await new AuditNames(context, filter.Team).ReadAsync(lines, cancellationToken);
        return [.. lines.Select(names.Apply)];
    }

    public async Task<AuditHead?> FindHeadAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Set<AuditHeadRow>().AsNoTracking().SingleOrDefaultAsync(row => row.TeamId == team, cancellationToken);
        return row is null ? null : new AuditHead(team, row.Number, row.Hash);
    }

    public async Task<ImmutableArray<TeamId>> ListTeamsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var heads = context.Set<AuditHeadRow>().Select(row => row.TeamId);
        return [.. await heads.Union(context.Set<AuditEntry>().Select(entry => entry.TeamId)).ToListAsync(cancellationToken)];
    }

    public async Task<ImmutableArray<StoredAuditEntry>> ReadAsync(TeamId team, long after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.TeamId == team && entry.Number > after);
        var found = await WithDetails(context, entries).OrderBy(row => row.Entry.Number).Take(limit).ToListAsync(cancellationToken);
        return [.. found.Select(static row => row.ToStored())];
    }

    private static async Task<IQueryable<AuditEntry>> FilteredAsync(PortalDbContext context, AuditFilter filter, CancellationToken cancellationToken)
    {
        var entries = context.Set<AuditEntry>().AsNoTracking().Where(entry => entry.TeamId == filter.Team);
        if (filter.After is { } newer) entries = entries.Where(entry => entry.Number < newer);
        if (filter.From is { } from) entries = entries.Where(entry => entry.At >= from);
        if (filter.To is { } to) entries = entries.Where(entry => entry.At < to);
        if (filter.Action is { } action) entries = action.EndsWith('.') ? entries.Where(entry => entry.Action.StartsWith(action)) : entries.Where(entry => entry.Action == action);
        if (filter.Actor is { } actor) entries = entries.Where(entry => entry.Actor == actor);
        if (filter.ActorEmail is not { } email) return entries;

        var normalized = EmailAddress.NormalizedSpellingsOf(email.Trim());
        var found = await (
            from member in context.Members
            join user in context.Users on member.UserId equals user.Id
            where member.TeamId == filter.Team && EF.Parameter(normalized).Contains(user.NormalizedEmail)
            select new { user.Id, user.NormalizedEmail }).ToListAsync(cancellationToken);
        UserId? person = new UserId(found.MinBy(user => Array.IndexOf(normalized, user.NormalizedEmail))?.Id ?? Guid.Empty);
        return entries.Where(entry => entry.Actor == person);
    }

    private static IQueryable<EntryWithDetails> WithDetails(PortalDbContext context, IQueryable<AuditEntry> entries) =>
        from entry in entries
        join details in context.Set<AuditDetailsRow>().AsNoTracking()
            on new { entry.TeamId, entry.Number } equals new { details.TeamId, details.Number } into all
        from details in all.DefaultIfEmpty()
        select new EntryWithDetails { Entry = entry, Details = details };

    private sealed class EntryWithDetails
    {
        public required AuditEntry Entry { get; init; }

        public AuditDetailsRow? Details { get; init; }

        public StoredAuditEntry ToStored() => new(Entry, Details is null ? null : new AuditDetails(Details.Salt, Details.Text));
    }
}
