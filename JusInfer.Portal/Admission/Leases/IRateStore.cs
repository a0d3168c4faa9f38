using System.Collections.Immutable;
using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>Stores which parts of rates nodes have leased.</summary>
internal interface IRateStore
{
    /// <summary>
    /// Executes a request as <see cref="RateAllocation"/> decides, in one transaction. If a rate has less left than calls need, other nodes are asked to return
    /// what they do not use (<see cref="RatesRecalled"/>). A node does not send a request again: one whose reply is lost costs the rate what it
    /// has granted, for at most a minute.
    /// </summary>
    /// <returns>The answers in the order of the request.</returns>
    Task<ImmutableArray<RateReplyItem>> ExchangeAsync(RateRequest request, LeaseNode node, CancellationToken cancellationToken);
}
