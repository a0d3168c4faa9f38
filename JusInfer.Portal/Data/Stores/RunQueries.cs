using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RunQueries(IDbContextFactory<PortalDbContext> contexts) : IRunQueries
{
    /// <summary>The time between the creation of a call's id, whose time bounds the search, and the start of the call that the run records.</summary>
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromMinutes(1);

    public async Task<RunListPage> ListAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Runs.AsNoTracking().Where(row => row.TeamId == filter.Team);
        if (filter.After is { } after)
            rows = rows.Where(row => row.LastAt <= after.LastAt && (row.LastAt < after.LastAt || string.Compare(row.RunId, after.RunId) > 0));
        RunCursor? scannedTo = null;
        if (filter.Key is not null || filter.Member is not null)
        {
            scannedTo = await InOrder(rows).Skip(IUsageQueries.MaxScannedRows - 1).Select(row => (RunCursor?)new RunCursor(row.LastAt, row.RunId))
                .FirstOrDefaultAsync(cancellationToken);
            if (scannedTo is { } last)
                rows = rows.Where(row => row.LastAt >= last.LastAt && (row.LastAt > last.LastAt || string.Compare(row.RunId, last.RunId) <= 0));
            if (filter.Key is { } key) rows = rows.Where(row => row.KeyId == key);
            if (filter.Member is { } member) rows = rows.Where(row => row.MemberId == member);
        }

        var found = await InOrder(rows).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        ImmutableArray<AgentRun> runs = [.. found.Take(filter.Limit).Select(RunOf)];
        return found.Count > filter.Limit
            ? new RunListPage(runs, RunCursor.From(runs[^1]), ScannedTo: null)
            : new RunListPage(runs, scannedTo, scannedTo);

        static IQueryable<RunRow> InOrder(IQueryable<RunRow> rows) => rows.OrderByDescending(row => row.LastAt).ThenBy(row => row.RunId);
    }

    public async Task<AgentRun?> FindAsync(TeamId team, string session, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(session)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.TeamId == team && row.RunId == session, cancellationToken);
        return row is null ? null : RunOf(row);
    }

    public async Task<RunTree?> FindTreeAsync(TeamId team, string session, CancellationToken cancellationToken)
    {
        if (!StorableText.CanBeId(session)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (rows, isTruncated) = await ReadRowsAsync(context, team, session, cancellationToken);
        if (rows.Count == 0) return null;

        var requests = await ReadRequestsAsync(context, team, rows, cancellationToken);
        var children = rows.Skip(1).OrderBy(row => row.FirstAt).ToLookup(row => row.Parent!, StringComparer.Ordinal);
        return new RunTree(NodeOf(rows[0]), isTruncated);

        RunNode NodeOf(RunRow row) => new(RunOf(row), [.. requests[row.RunId]], [.. children[row.RunId].Select(NodeOf)]);
    }

    /// <summary>
    /// Reads the run and those below it, level by level. Clients choose the names, so two runs can name each other as their parents: each is
    /// read once.
    /// </summary>
    private static async Task<(List<RunRow> Rows, bool IsTruncated)> ReadRowsAsync(
        PortalDbContext context, TeamId team, string session, CancellationToken cancellationToken)
    {
        var runs = context.Runs.AsNoTracking().Where(row => row.TeamId == team);
        var rows = await runs.Where(row => row.RunId == session).ToListAsync(cancellationToken);
        var known = rows.Select(row => row.RunId).ToHashSet(StringComparer.Ordinal);
        List<string?> level = [.. known];
        for (var depth = 1; level.Count > 0; depth++)
        {
            var below = await runs.Where(row => level.Contains(row.Parent)).OrderBy(row => row.FirstAt).Take(IRunQueries.MaxNodes).ToListAsync(cancellationToken);
            List<RunRow> added = [.. below.Where(row => known.Add(row.RunId))];
            if (added.Count > 0 && depth >= IRunQueries.MaxDepth) return (rows, true);
            rows.AddRange(added);
            if (rows.Count > IRunQueries.MaxNodes || below.Count == IRunQueries.MaxNodes) return ([.. rows.Take(IRunQueries.MaxNodes)], true);
            level = [.. added.Select(row => row.RunId)];
        }

        return (rows, false);
    }

    /// <summary>Reads the last calls of the runs. The index has no sessions, so the times of the runs bound the search.</summary>
    private static async Task<ILookup<string, UsageRecord>> ReadRequestsAsync(
        PortalDbContext context, TeamId team, List<RunRow> rows, CancellationToken cancellationToken)
    {
        var from = RequestIdRange.LowestAt(rows.Min(row => row.FirstAt) - MaxIdAge);
        var to = RequestIdRange.LowestAt(rows.Max(row => row.LastAt).AddMilliseconds(1));
        List<string?> sessions = [.. rows.Select(row => row.RunId)];
        var counts = rows.ToDictionary(row => row.RunId, _ => 0, StringComparer.Ordinal);
        var calls = context.UsageRequests.AsNoTracking()
            .Where(call => call.TeamId == team && call.Id.CompareTo(from) >= 0 && call.Id.CompareTo(to) < 0)
            .OrderByDescending(call => call.Id).Take(IUsageQueries.MaxScannedRows)
            .Where(call => sessions.Contains(call.RunId)).OrderByDescending(call => call.Id);
        var found = new List<UsageRecord>();
        await foreach (var call in calls.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (counts[call.RunId!]++ < IRunQueries.MaxRequestsPerNode) found.Add(call);
        }

        return found.ToLookup(call => call.RunId!, StringComparer.Ordinal);
    }

    private static AgentRun RunOf(RunRow row) => new()
    {
        RunId = row.RunId,
        Parent = row.Parent,
        Root = row.Root,
        Key = row.KeyId,
        Member = row.MemberId,
        FirstAt = row.FirstAt,
        LastAt = row.LastAt,
        Sums = row.ToSums(),
        CacheWriteTokens = row.Tokens.CacheWrite5m + row.Tokens.CacheWrite1h,
        TreeCost = new NanoUsd(Math.Max(row.TreeCostNano, row.CostNano)),
    };
}
