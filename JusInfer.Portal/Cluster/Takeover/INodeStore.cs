using System.Collections.Immutable;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>Stores which processes use the database.</summary>
internal interface INodeStore
{
    /// <summary>Adds this process.</summary>
    Task AddAsync(NodeDescription node, CancellationToken cancellationToken);

    /// <summary>Reports that this process is alive, and how far its clock is ahead of the database's.</summary>
    /// <returns>False if another node has taken over its calls, or the operator has written it off.</returns>
    Task<bool> ReportAsync(LeaseNode node, CancellationToken cancellationToken);

    /// <summary>Lists the nodes that run, or have left something, oldest first, with the time of the database.</summary>
    Task<NodeList> ListAsync(CancellationToken cancellationToken);

    /// <summary>Ends a node: from then on it can neither lease anything nor begin calls, whatever it believes.</summary>
    Task EndAsync(LeaseNode node, CancellationToken cancellationToken);

    /// <summary>Removes all that an ended node has left: leases of money and calls, and intents.</summary>
    Task RemoveAsync(LeaseNode node, CancellationToken cancellationToken);
}

/// <param name="At">The time of the database.</param>
/// <param name="Nodes">The nodes.</param>
internal sealed record NodeList(DateTimeOffset At, ImmutableArray<NodeState> Nodes);
