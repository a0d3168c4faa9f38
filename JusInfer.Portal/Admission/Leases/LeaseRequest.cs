using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>Asks the store to change a node's leases of some allowances of a team: all of them, or none if one has too little left.</summary>
/// <param name="Team">The team.</param>
/// <param name="Sequence">Increases with each request of the node for this team.</param>
/// <param name="Items">The leases, one per allowance.</param>
internal sealed record LeaseRequest(TeamId Team, long Sequence, ImmutableArray<LeaseItem> Items);

/// <summary>What a node asks for of one allowance. The amounts are totals, as in <see cref="LeaseState.Granted"/>.</summary>
/// <param name="Id">The allowance.</param>
/// <param name="Limit">The most that may be spent of it. Of a wallet, the store knows the credits itself.</param>
/// <param name="Minimum">What running calls and the one that waits need; the request is denied if it is not available.</param>
/// <param name="Wanted">What the node can use. Less than it has is a return.</param>
internal readonly record struct LeaseItem(AllowanceId Id, NanoUsd Limit, NanoUsd Minimum, NanoUsd Wanted);
