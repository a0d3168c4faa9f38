namespace JusInfer.Portal.Admission.Leases;

/// <summary>
/// A node's lease of an allowance, in the store. Both amounts are totals since the lease was opened, so that a settlement and a request of the
/// node can be stored in any order: what the node has leased is the difference.
/// </summary>
/// <param name="Granted">What the node may have spent in total.</param>
/// <param name="Settled">The cost of its calls that is stored, which is part of what the allowance has spent.</param>
/// <param name="Sequence">The number of the node's last request that was executed. Older ones are not executed any more.</param>
internal readonly record struct LeaseState(NanoUsd Granted, NanoUsd Settled, long Sequence)
{
    /// <summary>
    /// What counts as used although it is not spent. Zero if calls have cost more than was granted, which happens with calls that began before
    /// the limit existed.
    /// </summary>
    public NanoUsd Leased => Granted > Settled ? Granted - Settled : NanoUsd.Zero;
}
