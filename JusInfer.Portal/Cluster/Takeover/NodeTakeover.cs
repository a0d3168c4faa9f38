using System.Collections.Frozen;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Accounts for the calls of a node that is gone: stores the records of those whose intents are in the database, then ends its leases. If several nodes
/// do so at once, each record is stored once.
/// </summary>
internal sealed partial class NodeTakeover(
    INodeStore nodes, IIntentStore intents, IUsageStore usage, IntentPrices prices, DamagedJournals damagedJournals,
    ILogger<NodeTakeover> logger)
{
    private const int BatchSize = 512;

    /// <returns>False if the calls cannot be recorded by this release. Their intents and the leases stay.</returns>
    public async Task<bool> TakeOverAsync(NodeState dead, CancellationToken cancellationToken)
    {
        await nodes.EndAsync(dead.Node, cancellationToken);
        var recovery = new JournalRecovery(prices.PriceOf);
        var damaged = new List<byte[]>();
        foreach (var entry in await intents.ReadAsync(dead.Node, cancellationToken))
        {
            var faults = recovery.Read(new SegmentParts(entry));
            if (faults.IsDamaged) damaged.Add(entry);
            if (faults.UnknownVersion is not { } unknown) continue;
            LogNotRecoverable(dead.Description.Host, unknown, JournalFormat.Version);
            return false;
        }

        if (damaged.Count > 0) LogDamaged(damaged.Count, dead.Description.Host, damagedJournals.Keep(dead.Id, damaged));

        // No call is charged: one that has ended may have cost less than its estimate, and the rest of what it held may have been spent by others since.
        var records = recovery.RecordsOf(FrozenSet<RequestId>.Empty);
        foreach (var batch in records.Chunk(BatchSize)) await usage.AppendAsync(batch, cancellationToken);
        await nodes.RemoveAsync(dead.Node, cancellationToken);
        LogTakenOver(dead.Description.Host, dead.Description.Journal, records.Count);
        return true;
    }

    [LoggerMessage(
        LogEvents.NodeTakenOver,
        LogLevel.Warning,
        "The process on {Host} with the journal {Journal} was taken over: its leases have ended, and {Calls} calls of it are recorded.")]
    private partial void LogTakenOver(string host, string journal, int calls);

    [LoggerMessage(
        LogEvents.IntentsDamaged,
        LogLevel.Error,
        "The copies of the intents of {Calls} calls on {Host} are damaged, so that these calls are not recorded. They are kept as "
        + "{Kept}. Check the database's disk.")]
    private partial void LogDamaged(int calls, string host, string kept);

    [LoggerMessage(
        LogEvents.NodeNotRecoverable,
        LogLevel.Error,
        "The process on {Host} does not answer any more, and the intents of its calls have format version {Version}; this version of JusInfer can read up to "
        + "{Supported}. A node of its release can account for them.")]
    private partial void LogNotRecoverable(string host, byte version, byte supported);
}
