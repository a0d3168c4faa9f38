using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Before the journal of earlier processes is recovered, makes sure that they have ended. A process locks the files of its folder, but not
/// those of a copy of it, for example in a snapshot from which another machine is started. Its calls would be recorded as interrupted, and
/// its leases ended.
/// </summary>
internal sealed partial class FormerProcesses(
    NodeDescription self, INodeStore store, JournalOwners owners, TimeProvider time, ILogger<FormerProcesses> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until former processes of another host or folder have been silent for as long as a lease lasts. The lock decides about those
    /// of this folder, so that a restart does not wait.
    /// </summary>
    /// <exception cref="CopiedJournalException">One of them has reported while this one waits: it is running.</exception>
    public async Task WaitForSilenceAsync(CancellationToken cancellationToken)
    {
        var former = owners.FindFormer();
        var seen = new Dictionary<LeaseNode, DateTimeOffset>();
        while (former.Count > 0)
        {
            var nodes = await store.ListAsync(cancellationToken);
            var elsewhere = nodes.Nodes.Where(node => former.Contains(node.Id) && !IsHere(node.Description));
            var recent = elsewhere.Where(node => !node.IsDead(nodes.At)).ToArray();
            if (recent.Length == 0) return;
            foreach (var node in recent)
            {
                if (seen.TryAdd(node.Node, node.SeenAt)) LogWaits(node.Description.Host, node.Description.Journal);
                else if (seen[node.Node] != node.SeenAt) throw new CopiedJournalException(self, node.Description);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private bool IsHere(NodeDescription node) => node.Host == self.Host && node.Journal == self.Journal;

    [LoggerMessage(
        LogEvents.WaitsForSilence,
        LogLevel.Warning,
        "The journal folder is from the process on {Host} with the folder {Journal}, which has reported within the last minute. This "
        + "process waits until that one has been silent for a minute, and does not start if it is running.")]
    private partial void LogWaits(string host, string journal);
}
