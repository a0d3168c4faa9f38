using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Finds nodes that have not reported for as long as a lease lasts, by the monotonic clock of this process: a jump of the database's clock makes no node
/// look dead.
/// </summary>
internal sealed class NodeSilence(TimeProvider time)
{
    private readonly Dictionary<LeaseNode, (DateTimeOffset SeenAt, long Since)> last = [];

    /// <summary>Compares the nodes with those of the last calls.</summary>
    public IReadOnlyList<NodeState> FindDead(IReadOnlyList<NodeState> nodes)
    {
        foreach (var gone in last.Keys.Except(nodes.Select(static node => node.Node)).ToArray()) last.Remove(gone);
        var dead = new List<NodeState>();
        foreach (var node in nodes)
        {
            if (!last.TryGetValue(node.Node, out var known) || known.SeenAt != node.SeenAt) last[node.Node] = known = (node.SeenAt, time.GetTimestamp());
            if (node.IsEnded || time.GetElapsedTime(known.Since) >= LeaseTerms.Duration) dead.Add(node);
        }

        return dead;
    }
}
