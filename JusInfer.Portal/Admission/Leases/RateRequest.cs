using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>Asks the store for parts of some rates of a team. Each is granted alone: what a call does not get of another rate, a later call uses.</summary>
/// <param name="Team">The team.</param>
/// <param name="Sequence">Increases with each request of the node for this team.</param>
/// <param name="Items">The rates, each at most once.</param>
internal sealed record RateRequest(TeamId Team, long Sequence, ImmutableArray<RateItem> Items);

/// <summary>What a node asks for of a rate. Requests and tokens are asked for in addition; of concurrent calls, the total is asked for.</summary>
/// <param name="Id">The rate.</param>
/// <param name="Limit">The limit: per minute, or of concurrent calls. At least 1.</param>
/// <param name="Settled">Requests or tokens that were used without a lease, whatever is left; below zero if leased ones are returned.</param>
/// <param name="Needed">What waiting calls need. The node gets as much of it as is left.</param>
/// <param name="Spare">What the node can use beyond that.</param>
internal readonly record struct RateItem(RateId Id, int Limit, long Settled, long Needed, long Spare);

/// <summary>What a node has got of a rate.</summary>
/// <param name="Granted">Requests or tokens in addition, or the total of concurrent calls.</param>
/// <param name="Debt">The time until the whole limit is available again, if nothing more is taken. Zero for concurrent calls.</param>
/// <param name="Others">The concurrent calls that other nodes have leased. Zero for requests and tokens.</param>
internal readonly record struct RateReplyItem(long Granted, TimeSpan Debt, int Others);
