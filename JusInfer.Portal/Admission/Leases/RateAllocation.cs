namespace JusInfer.Portal.Admission.Leases;

/// <summary>Decides what a node gets of a rate. Pure: the store and the simulation call it while they have the rate's lock.</summary>
internal static class RateAllocation
{
    /// <summary>A limit that is lowered does not make a team wait for longer than this.</summary>
    private static readonly TimeSpan MaxDebt = TimeSpan.FromHours(1);

    /// <summary>
    /// Takes requests or tokens by the generic cell rate algorithm (ITU-T I.371), whose state is one instant, the theoretical arrival time. The sum of
    /// what all nodes get conforms to the limit as if one had taken it.
    /// </summary>
    /// <param name="item">What the node asks for.</param>
    /// <param name="arrival">The theoretical arrival time.</param>
    /// <param name="takenAt">
    /// The time by that clock when the arrival time was computed. If it is later than now, the clock was ahead or has been set back, and no
    /// time has passed since: what was left to wait is still left, no more.
    /// </param>
    /// <param name="now">The time by the clock of the store.</param>
    /// <returns>The answer, and the arrival time afterwards.</returns>
    public static (RateReplyItem Answer, DateTimeOffset Arrival) Take(
        RateItem item, DateTimeOffset arrival, DateTimeOffset takenAt, DateTimeOffset now)
    {
        var perCell = (double)TimeSpan.TicksPerMinute / item.Limit;
        var waited = takenAt > now ? takenAt : now;
        var debt = Math.Max(0, Math.Max(0, (arrival - waited).Ticks) + (item.Settled * perCell));
        var granted = GrantOf(item, free: (long)Math.Max(0, (TimeSpan.TicksPerMinute - debt) / perCell));
        var after = TimeSpan.FromTicks((long)Math.Min(debt + (granted * perCell), MaxDebt.Ticks));
        return (new RateReplyItem(granted, after, 0), now + after);
    }

    /// <summary>Gives a node its part of the concurrent calls.</summary>
    /// <param name="item">What the node asks for.</param>
    /// <param name="others">What other nodes that are alive have leased.</param>
    public static RateReplyItem Give(RateItem item, int others) =>
        new(GrantOf(item, Math.Max(0, item.Limit - others)), TimeSpan.Zero, others);

    /// <summary>What calls need comes first; the spare is at most a part of what is left then, so that slices shrink near the limit.</summary>
    private static long GrantOf(RateItem item, long free)
    {
        var needed = Math.Min(item.Needed, free);
        return needed + Math.Min(Math.Max(0, item.Spare), (free - needed) / LeaseTerms.ShareOfFree);
    }
}
