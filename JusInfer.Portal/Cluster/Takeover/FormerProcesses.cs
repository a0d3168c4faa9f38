using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Before the journal of earlier processes is recovered, makes sure that they have ended. A process locks the files of its folder, but not
/// those of a copy of it, for example in a snapshot from which another machine is started, with the same name and paths. Its calls would be
/// recorded as interrupted, and its leases ended.
/// </summary>
internal sealed partial class FormerProcesses(
    NodeDescription self, INodeStore store, JournalOwners owners, TimeProvider time, ILogger<FormerProcesses> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until former processes whose folder this one may be a copy of have been silent for as long as a lease lasts. The lock decides
    /// about all others, so that a restart does not wait, nor does a container that is made anew on the same folder.
    /// </summary>
    /// <exception cref="CopiedJournalException">One of them has reported while this one waits: it is running.</exception>
    public async Task WaitForSilenceAsync(CancellationToken cancellationToken)
    {
        var former = owners.FindFormer().ToDictionary(static process => process, owners.IsOriginal);
        var seen = new Dictionary<LeaseNode, DateTimeOffset>();
        var silence = new NodeSilence(time);
        while (former.Count > 0)
        {
            var nodes = await store.ListAsync(cancellationToken);
            var elsewhere = nodes.Nodes.Where(IsElsewhere).ToArray();

            // One that reported while the clock of the database was ahead is watched for the whole time.
            var dead = silence.FindDead(elsewhere);
            var recent = elsewhere.Where(node => !dead.Contains(node) && !(node.SeenAt <= nodes.At && node.IsDead(nodes.At))).ToArray();
            if (recent.Length == 0) return;
            foreach (var node in recent)
            {
                if (seen.TryAdd(node.Node, node.SeenAt)) LogWaits(node.Description.Host, node.Description.Journal);
                else if (seen[node.Node] != node.SeenAt) throw new CopiedJournalException(self, node.Description);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }

        bool IsElsewhere(NodeState node) => former.TryGetValue(node.Id, out var isOriginal) && !(isOriginal ?? IsHere(node.Description));
    }

    private bool IsHere(NodeDescription node) => node.Host == self.Host && node.Journal == self.Journal;

    [LoggerMessage(
        LogEvents.WaitsForSilence,
        LogLevel.Warning,
        "The journal folder is from the process on {Host} with the folder {Journal}, which has reported within the last minute. This "
        + "process waits until that one has been silent for a minute, and does not start if it is running.")]
    private partial void LogWaits(string host, string journal);
}
