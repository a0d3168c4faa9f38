using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class NodeStore(IDbContextFactory<PortalDbContext> contexts, StoreTimeProvider time) : INodeStore
{
    /// <summary>How long an ended node is kept, so that the process cannot lease anything if it wakes up late.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    public async Task AddAsync(NodeDescription node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (now, _) = await time.CompareAsync(context, cancellationToken);
        var before = now - Retention;
        await context.Nodes.Where(row => row.EndedAt < before).ExecuteDeleteAsync(cancellationToken);
        context.Add(new NodeRow
        {
            Id = node.Node.Id,
            Host = node.Host,
            Journal = node.Journal,
            Release = node.Release,
            Catalog = node.Catalog,
            CopiesIntents = node.CopiesIntents,
            StartedAt = now,
            SeenAt = now,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> ReportAsync(LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (now, ahead) = await time.CompareAsync(context, cancellationToken);
        var (id, offset) = (node.Id, (long)ahead.TotalMilliseconds);
        return await context.Nodes.Where(row => row.Id == id && row.EndedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.SeenAt, now).SetProperty(one => one.ClockOffsetMs, offset), cancellationToken) > 0;
    }

    public async Task<NodeList> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await context.ReadTimeAsync(time, cancellationToken);
        var rows = await context.Nodes.AsNoTracking().OrderBy(row => row.StartedAt).ToListAsync(cancellationToken);

        // What a living node has is of no interest, and it can be much.
        var gone = rows.Where(row => row.EndedAt is not null || now - row.SeenAt >= LeaseTerms.Duration).Select(static row => row.Id).ToArray();
        var leases = await context.Leases.AsNoTracking().Where(row => gone.Contains(row.Node)).ToListAsync(cancellationToken);
        var leased = leases.GroupBy(static lease => lease.Node)
            .ToDictionary(static group => group.Key, static group => group.Aggregate(NanoUsd.Zero, static (sum, lease) => sum + lease.State.Leased));
        var calls = await context.CallIntents.Where(row => gone.Contains(row.Node))
            .GroupBy(row => row.Node).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return new NodeList(now, [.. rows.Select(StateOf).Where(node => !node.IsEnded || leased.ContainsKey(node.Node.Id) || node.OpenCalls > 0)]);

        NodeState StateOf(NodeRow row) => new()
        {
            Description = new NodeDescription
            {
                Node = new LeaseNode(row.Id),
                Host = row.Host,
                Journal = row.Journal,
                Release = row.Release,
                Catalog = row.Catalog,
                CopiesIntents = row.CopiesIntents,
            },
            StartedAt = row.StartedAt,
            SeenAt = row.SeenAt,
            ClockOffset = TimeSpan.FromMilliseconds(row.ClockOffsetMs),
            IsEnded = row.EndedAt is not null,
            Leased = leased.GetValueOrDefault(row.Id),
            OpenCalls = calls.GetValueOrDefault(row.Id),
        };
    }

    public async Task EndAsync(LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Waits for the transaction that is adding intents of the node.
        await context.LockNodeAsync(node.Id, cancellationToken);
        var now = await context.ReadTimeAsync(time, cancellationToken);
        var id = node.Id;
        await context.Nodes.Where(row => row.Id == id && row.EndedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.EndedAt, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = node.Id;
        await context.CallLeases.Where(row => row.Node == id).ExecuteDeleteAsync(cancellationToken);
        await context.Leases.Where(row => row.Node == id).ExecuteDeleteAsync(cancellationToken);
        await context.CallIntents.Where(row => row.Node == id).ExecuteDeleteAsync(cancellationToken);
    }
}
