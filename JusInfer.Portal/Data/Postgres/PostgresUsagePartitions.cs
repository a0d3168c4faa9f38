using System.Collections.Concurrent;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Stores;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// The monthly partitions of the table of calls. There is no default partition: a new partition would have to scan and lock it. A node creates
/// the partition of a call before it stores the call, so that a node that was disconnected for months stores its calls too.
/// </summary>
internal sealed class PostgresUsagePartitions(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IUsagePartitions
{
    /// <summary>The key of the advisory lock that a node holds while it creates partitions. Nothing else uses this number.</summary>
    private const long PartitionLock = 0x4A494E47;

    /// <summary>Partitions that exist. Those of months that have ended can be dropped by another node, and are looked up each time.</summary>
    private readonly ConcurrentDictionary<UsagePartition, bool> known = new();

    public async Task EnsureAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancellationToken)
    {
        var thisMonth = UtcMonth.Of(time.GetUtcNow());
        var unknown = times.Select(UsagePartition.From).OfType<UsagePartition>().Distinct()
            .Where(partition => partition.Start < thisMonth || !known.ContainsKey(partition)).ToList();
        if (unknown.Count == 0) return;

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindMissingAsync(context, unknown, cancellationToken) is { Count: > 0 } missing)
            await CreateAsync(context, missing, cancellationToken);
        else await WaitForCreatorAsync(context, cancellationToken);
        foreach (var partition in unknown) known.TryAdd(partition, true);
    }

    public void Forget() => known.Clear();

    public async Task<bool> DropBeforeAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        var first = new UsagePartition(UtcMonth.Of(end)).Name;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var dropped = await context.Database.SqlQuery<string>($"""
            SELECT relname::text AS "Value" FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = {UsageRequestsTable.Name}::regclass AND relname ~ {UsagePartition.NamePattern} AND relname < {first}::name
            ORDER BY relname LIMIT 1
            """).ToListAsync(cancellationToken);
        if (dropped is not [var name]) return false;

        // The drop waits for all queries of the table, and later queries wait for the drop. If a query takes longer, the next sweep tries again.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '1s'", cancellationToken);
        await context.Database.ExecuteSqlRawAsync(UsagePartition.DropSql(name), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Waits until a node that has just created a partition has released its lock. PostgreSQL shows what a transaction has committed before it tells other
    /// connections that the table has changed, and releases locks after that: in between, an insert finds no partition although it can be seen.
    /// </summary>
    private static Task<int> WaitForCreatorAsync(PortalDbContext context, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({PartitionLock})", cancellationToken);

    private static async Task CreateAsync(PortalDbContext context, List<UsagePartition> partitions, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PartitionLock})", cancellationToken);

        // Another node may have created some of them before it released the lock.
        foreach (var partition in await FindMissingAsync(context, partitions, cancellationToken))
            await context.Database.ExecuteSqlRawAsync(partition.CreateSql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<List<UsagePartition>> FindMissingAsync(
        PortalDbContext context, List<UsagePartition> partitions, CancellationToken cancellationToken)
    {
        string[] names = [.. partitions.Select(partition => partition.Name)];
        var existing = await context.Database.SqlQuery<string>($"""
            SELECT relname::text AS "Value" FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = {UsageRequestsTable.Name}::regclass AND relname = ANY ({names})
            """).ToListAsync(cancellationToken);
        return [.. partitions.Where(partition => !existing.Contains(partition.Name))];
    }
}
