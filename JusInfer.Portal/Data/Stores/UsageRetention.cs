using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class UsageRetention(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, IUsagePartitions partitions)
    : IUsageRetention
{
    /// <summary>A batch of this size keeps the lock of a SQLite file for less than 50 ms.</summary>
    private const int BatchSize = 2_000;

    public async Task PrepareAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        now = await ToStoreTimeAsync(now, cancellationToken);
        await partitions.EnsureAsync([now, now.AddMonths(1), now.AddMonths(2)], cancellationToken);
    }

    public async Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        time = await ToStoreTimeAsync(time, cancellationToken);
        if (await partitions.DropBeforeAsync(time, cancellationToken)) return true;
        var end = RequestIdRange.LowestAt(time);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // The key of the table begins with the team, so each team is a seek.
        TeamId? team = null;
        while ((team = await NextTeamAsync(context, team, cancellationToken)) is { } current)
        {
            var expired = context.UsageRequests.Where(row => row.TeamId == current && row.Id.CompareTo(end) < 0);
            var last = await expired.OrderBy(row => row.Id).Skip(BatchSize - 1).Select(row => (RequestId?)row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (last is not { } lastOfBatch)
            {
                await expired.ExecuteDeleteAsync(cancellationToken);
                continue;
            }

            await expired.Where(row => row.Id.CompareTo(lastOfBatch) <= 0).ExecuteDeleteAsync(cancellationToken);
            return true;
        }

        return await RemoveSumsAsync(context, time, cancellationToken);
    }

    public async Task RemoveAllowancesBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        time = await context.ToStoreTimeAsync(time, clock, cancellationToken);
        await context.Allowances.Where(row => row.EndsAt < time).ExecuteDeleteAsync(cancellationToken);
        await context.Leases
            .Where(row => row.EndsAt < time || (row.ExpiresAt < time && row.Granted <= row.Settled))
            .ExecuteDeleteAsync(cancellationToken);
        await context.Allowances
            .Where(row => row.Kind == AllowanceKind.Run && row.OpenedAt < time)
            .Where(row => !context.Runs.Any(run => run.TeamId == row.TeamId && run.RunId == row.Subject && run.LastAt >= time))
            .ExecuteDeleteAsync(cancellationToken);
        await context.RunBudgets
            .Where(row => row.NamedAt < time)
            .Where(row => !context.Runs.Any(run => run.TeamId == row.TeamId && run.RunId == row.Run && run.LastAt >= time))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<DateTimeOffset> ToStoreTimeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ToStoreTimeAsync(time, clock, cancellationToken);
    }

    private static async Task<TeamId?> NextTeamAsync(PortalDbContext context, TeamId? after, CancellationToken cancellationToken)
    {
        IQueryable<UsageRecord> rows = context.UsageRequests;
        if (after is { } previous) rows = rows.Where(row => row.TeamId.CompareTo(previous) > 0);
        return await rows.OrderBy(row => row.TeamId).Select(row => (TeamId?)row.TeamId).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Removes what names end users, repositories, labels and sessions, and reports about them, in batches as well.</summary>
    private static async Task<bool> RemoveSumsAsync(PortalDbContext context, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var runs = context.Runs.Where(row => row.LastAt < time).OrderBy(row => row.TeamId).ThenBy(row => row.RunId).Take(BatchSize);
        if (await runs.ExecuteDeleteAsync(cancellationToken) == BatchSize) return true;

        var reports = context.Set<FeedbackReport>().Where(row => row.At < time).OrderBy(row => row.At).ThenBy(row => row.SubjectId).Take(BatchSize);
        if (await reports.ExecuteDeleteAsync(cancellationToken) == BatchSize) return true;

        var (days, months) = (SumPeriod.Day.StartOf(time), SumPeriod.Month.StartOf(time));
        var users = context.EndUserSums
            .Where(row => (row.Period == (int)SumPeriod.Day && row.Start < days) || (row.Period == (int)SumPeriod.Month && row.Start < months))
            .OrderBy(row => row.TeamId).ThenBy(row => row.Period).ThenBy(row => row.Start).ThenBy(row => row.EndUser).Take(BatchSize);
        if (await users.ExecuteDeleteAsync(cancellationToken) == BatchSize) return true;

        var labels = context.LabelSums
            .Where(row => (row.Period == (int)SumPeriod.Day && row.Start < days) || (row.Period == (int)SumPeriod.Month && row.Start < months))
            .OrderBy(row => row.TeamId).ThenBy(row => row.Kind).ThenBy(row => row.Period).ThenBy(row => row.Start).ThenBy(row => row.Name).Take(BatchSize);
        return await labels.ExecuteDeleteAsync(cancellationToken) == BatchSize;
    }
}
