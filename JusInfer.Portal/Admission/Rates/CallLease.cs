using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// How many concurrent calls this node may run of those that all nodes share. The lease ends earlier for this node, by its monotonic clock, than for
/// the others.
/// </summary>
/// <param name="id">The limit.</param>
/// <param name="limiter">Counts the calls that this node runs.</param>
/// <param name="time">The clock.</param>
internal sealed class CallLease(RateId id, RateLimiter limiter, TimeProvider time) : RateLease(id)
{
    /// <summary>A lease that is used is renewed when so much of its time is left.</summary>
    private static readonly TimeSpan RenewBefore = LeaseTerms.HolderDuration / 3 * 2;

    private long granted;
    private long endsAt;
    private long usedAt;
    private long recalledAt;
    private long deniedAt;
    private int others;

    /// <summary>The calls that other nodes had leased when the store was last asked.</summary>
    public int Others => time.GetTimestamp() < Volatile.Read(ref endsAt) ? Volatile.Read(ref others) : 0;

    /// <summary>Starts a call; false if this node has leased no more.</summary>
    public bool TryEnter(int limit)
    {
        lock (Gate)
        {
            Limit = limit;
            var now = time.GetTimestamp();
            if (now >= endsAt || !limiter.TryEnter((int)Math.Min(limit, granted), limit)) return false;
            usedAt = now;
            return true;
        }
    }

    /// <summary>A call starts without a lease, because the store does not answer. It is leased later.</summary>
    public void NoteUnleased(int limit)
    {
        lock (Gate) Limit = limit;
    }

    public override RateItem? PlanGrowth()
    {
        lock (Gate)
        {
            var needed = limiter.Running + Demand;
            if ((time.GetTimestamp() < endsAt && granted >= needed) || IsRecent(deniedAt, LeaseTerms.RetryDelay)) return null;
            return ItemOf(needed);
        }
    }

    public override RateItem? PlanRenewal()
    {
        lock (Gate)
        {
            var running = limiter.Running;
            if (Demand > 0 || (granted == 0 && running == 0)) return null;

            // Calls that began while the store did not answer, or before there was a limit.
            if (running > granted) return ItemOf(running) with { Spare = 0 };
            if (running == 0 && !IsRecent(usedAt, MaxIdleTime)) return Shrink(0);
            if (granted > running + SpareOf(running)) return Shrink(running + SpareOf(running));
            return time.GetElapsedTime(time.GetTimestamp(), endsAt) < RenewBefore ? ItemOf(granted) with { Spare = 0 } : null;
        }
    }

    public override RateItem? PlanReturn()
    {
        lock (Gate)
        {
            recalledAt = time.GetTimestamp();
            var needed = limiter.Running + Demand;
            return granted > needed ? Shrink(needed) : null;
        }
    }

    public override void Apply(in RateItem item, in RateReplyItem answer, long sentAt)
    {
        lock (Gate)
        {
            (granted, others) = (answer.Granted, answer.Others);
            endsAt = sentAt + (long)(LeaseTerms.HolderDuration.TotalSeconds * time.TimestampFrequency);
            if (answer.Granted < item.Needed) deniedAt = time.GetTimestamp();
        }
    }

    private static long SpareOf(long running) => (running + 3) / 4;

    private RateItem ItemOf(long needed) => new(Id, Limit, 0, needed, IsRecent(recalledAt, LeaseTerms.RecallTime) ? 0 : SpareOf(needed));

    /// <summary>No call starts beyond the smaller number from here on, whether the store has executed the request or not.</summary>
    private RateItem Shrink(long total)
    {
        granted = total;
        return new RateItem(Id, Limit, 0, total, 0);
    }

    private bool IsRecent(long timestamp, TimeSpan span) => timestamp != 0 && time.GetElapsedTime(timestamp) < span;
}
