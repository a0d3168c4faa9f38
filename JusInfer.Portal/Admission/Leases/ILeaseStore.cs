using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>Stores which parts of allowances nodes have leased. The usage store adds the cost of a node's calls to its leases.</summary>
internal interface ILeaseStore
{
    /// <summary>Reads a node's lease of an allowance, and opens it if it is not open. No record of the node may be stored in between.</summary>
    /// <exception cref="NodeTakenOverException">The node was taken over: no one would end the lease.</exception>
    Task<LeaseState> OpenAsync(AllowanceId id, LeaseNode node, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a node's leases as <see cref="LeaseAllocation"/> decides, in one transaction. If other nodes have leased what is missing, they are asked
    /// to return it (<see cref="LeasesRecalled"/>). A repeated or late request changes nothing.
    /// </summary>
    Task<LeaseReply> ExchangeAsync(LeaseRequest request, LeaseNode node, CancellationToken cancellationToken);
}
