using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>The store's answer to a <see cref="LeaseRequest"/>.</summary>
/// <param name="IsGranted">Every allowance had the minimum.</param>
/// <param name="Items">The leases afterwards, in the order of the request.</param>
internal sealed record LeaseReply(bool IsGranted, ImmutableArray<LeaseReplyItem> Items);

/// <summary>A node's lease of one allowance, and what the store knows of others.</summary>
/// <param name="State">The lease; null if it has ended because the node counted as dead.</param>
/// <param name="Lacks">The minimum was not available.</param>
/// <param name="Spent">The cost of all stored calls.</param>
/// <param name="Live">What other nodes have leased, and return if they do not use it.</param>
/// <param name="Dead">What dead nodes have leased. It counts as spent until their journals are settled.</param>
internal readonly record struct LeaseReplyItem(LeaseState? State, bool Lacks, NanoUsd Spent, NanoUsd Live, NanoUsd Dead);
