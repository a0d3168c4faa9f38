using System.Data.Common;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class UsageStore(
    IDbContextFactory<PortalDbContext> contexts, IUsageTables tables, IUsagePartitions partitions, ChangeFeed feed, LeaseNode node,
    TimeProvider time) : IUsageStore
{
    /// <summary>The SQLSTATE of PostgreSQL for a row that no partition takes.</summary>
    private const string CheckViolation = "23514";

    public async Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        try
        {
            await TryAppendAsync(records, cancellationToken);
        }
        catch (DbException fault) when (fault.SqlState == CheckViolation)
        {
            // Another node has dropped the partition since this one has seen it.
            partitions.Forget();
            await TryAppendAsync(records, cancellationToken);
        }
    }

    public async Task<IReadOnlySet<TeamId>> FindMissingTeamsAsync(IReadOnlyCollection<TeamId> teams, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var missing = teams.ToHashSet();
        foreach (var team in teams)
        {
            if (await context.Teams.AnyAsync(row => row.Id == team, cancellationToken)) missing.Remove(team);
        }

        return missing;
    }

    private async Task TryAppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(records.Select(record => RequestIdRange.TimeOf(record.Id)), cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var connection = context.Database.GetDbConnection();

        var sorted = SortByPrimaryKey(records);
        var settlement = await BatchSettlement.BeginAsync(context, sorted, time.GetUtcNow(), cancellationToken);
        var added = await tables.InsertAsync(connection, sorted.ConvertAll(settlement.Assign), cancellationToken);
        if (added.Count == 0) return;
        await tables.AddAsync(connection, UsageAggregates.From(added), cancellationToken);
        settlement.Settle(added);
        await OpenAllowances.AddAsync(context, added, node, cancellationToken);

        // If this fails, the whole transaction is rolled back.
        context.Database.AutoSavepointsEnabled = false;
        await context.SaveChangesAsync(cancellationToken);

        StoreChange[] changes = [.. added.Select(record => record.TeamId).Distinct().Select(team => new StoreChange(ChangeTopic.Usage, team))];
        await feed.AnnounceAsync(context, changes, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var change in changes) feed.Publish(change);
    }

    /// <summary>
    /// Sorts sanitized records by primary key: the fastest order to insert, and two nodes that store the same records cannot deadlock.
    /// </summary>
    private static List<UsageRecord> SortByPrimaryKey(IReadOnlyList<UsageRecord> records)
    {
        var ordered = new List<UsageRecord>(records.Count);
        foreach (var record in records) ordered.Add(StorableText.Sanitize(record));
        ordered.Sort(static (left, right) =>
        {
            var teams = left.TeamId.CompareTo(right.TeamId);
            return teams != 0 ? teams : left.Id.CompareTo(right.Id);
        });
        return ordered;
    }
}
