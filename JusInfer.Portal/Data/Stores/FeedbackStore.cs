using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class FeedbackStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IFeedbackStore
{
    public async Task SaveAsync(FeedbackReport report, CancellationToken cancellationToken)
    {
        var stored = report with
        {
            SubjectId = StorableText.Sanitize(report.SubjectId),
            Note = report.Note is { } note ? StorableText.Sanitize(note, FeedbackReport.MaxNoteLength) : null,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ReplaceAsync(context, stored, cancellationToken)) return;
        context.Add(stored);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            // The same caller has reported at the same time.
            await ReplaceAsync(context, stored, cancellationToken);
        }
    }

    public async Task<ImmutableArray<FeedbackReport>> ListAsync(TeamId team, FeedbackSubject subject, string id, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(id)) return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return
        [
            .. await context.Set<FeedbackReport>().AsNoTracking().Where(report => report.TeamId == team && report.Subject == subject && report.SubjectId == id)
                .OrderByDescending(report => report.At).Take(IFeedbackStore.MaxListed).ToListAsync(cancellationToken),
        ];
    }

    public async Task<ImmutableArray<FeedbackReport>> ListComparedAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return
        [
            .. await context.Set<FeedbackReport>().AsNoTracking().Where(report => report.TeamId == team && report.At >= from && report.At < to && report.Group != null)
                .OrderByDescending(report => report.At).Take(IFeedbackStore.MaxCompared).ToListAsync(cancellationToken),
        ];
    }

    public async Task<ImmutableArray<FeedbackReport>> ListResultsAsync(TeamId team, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return
        [
            .. await context.Set<FeedbackReport>().AsNoTracking().Where(report => report.TeamId == team && report.At >= from && report.Model != null)
                .OrderByDescending(report => report.At).Take(IFeedbackStore.MaxResults).ToListAsync(cancellationToken),
        ];
    }

    public Task<bool> RemoveResultsAsync(TeamId team, CancellationToken cancellationToken) => writer.WriteAsync(
        team,
        async context =>
        {
            var removed = await context.Set<FeedbackReport>().Where(report => report.TeamId == team && report.Model != null)
                .ExecuteUpdateAsync(row => row.SetProperty(report => report.Model, (string?)null).SetProperty(report => report.Domain, (string?)null), cancellationToken);
            if (removed > 0) await audit.AppendAsync(context, team, new AuditEvent(AuditActions.OwnResultsReset, team.ToString()), cancellationToken);
            return removed;
        },
        cancellationToken);

    private static async Task<bool> ReplaceAsync(PortalDbContext context, FeedbackReport report, CancellationToken cancellationToken) => await context.Set<FeedbackReport>()
        .Where(row => row.TeamId == report.TeamId && row.Subject == report.Subject && row.SubjectId == report.SubjectId && row.Reporter == report.Reporter)
        .ExecuteUpdateAsync(
            row => row
                .SetProperty(stored => stored.Ok, report.Ok)
                .SetProperty(stored => stored.Note, report.Note)
                .SetProperty(stored => stored.At, report.At)
                .SetProperty(stored => stored.RunId, report.RunId)
                .SetProperty(stored => stored.Group, report.Group)
                .SetProperty(stored => stored.Trouble, report.Trouble)
                .SetProperty(stored => stored.Model, report.Model)
                .SetProperty(stored => stored.Domain, report.Domain)
                .SetProperty(stored => stored.GivenBack, report.GivenBack)
                .SetProperty(stored => stored.InputTokens, report.InputTokens)
                .SetProperty(stored => stored.CacheReadTokens, report.CacheReadTokens)
                .SetProperty(stored => stored.CacheWriteTokens, report.CacheWriteTokens)
                .SetProperty(stored => stored.OutputTokens, report.OutputTokens),
            cancellationToken) > 0;
}
