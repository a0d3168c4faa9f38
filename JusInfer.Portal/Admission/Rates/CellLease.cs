using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// Requests or tokens that this node has taken from the shared rate and not used. A part that is returned is subtracted before it is sent; a part
/// that is granted is added when the reply arrives.
/// </summary>
/// <param name="id">The rate.</param>
/// <param name="rate">This node's estimate of the shared rate: the answer of the store, and what was taken since.</param>
/// <param name="time">The clock.</param>
internal sealed class CellLease(RateId id, Gcra rate, TimeProvider time) : RateLease(id)
{
    private long cells;
    private long taken;
    private long usedAt;
    private long recalledAt;
    private long deniedAt;
    private (long At, long Taken, long Use) measured;

    /// <summary>What the node uses within <see cref="LeaseTerms.Use"/>.</summary>
    private long use;

    /// <summary>Takes leased cells; false if there are too few.</summary>
    public bool TryTake(int limit, long weight)
    {
        lock (Gate)
        {
            Limit = limit;
            if (cells < weight) return false;
            cells -= weight;
            taken += weight;
            usedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Returns cells that a call has taken and does not use, or takes those that it has used beyond them, leased or not.</summary>
    public void Settle(long weight)
    {
        lock (Gate)
        {
            cells -= weight;
            taken += weight;
        }
    }

    public override RateItem? PlanGrowth()
    {
        lock (Gate)
        {
            Measure();
            var lacking = Demand - cells;
            return lacking <= 0 || IsRecent(deniedAt, LeaseTerms.RetryDelay) ? null : ItemOf(Math.Min(lacking, Demand), SpareOf(use));
        }
    }

    public override RateItem? PlanRenewal()
    {
        lock (Gate)
        {
            Measure();
            var spare = IsRecent(usedAt, MaxIdleTime) ? SpareOf(use) : 0;
            if (Demand > 0) return null;
            if (cells > 2 * spare) return Return(cells - spare);
            return cells < 0 || cells < spare / 2 ? ItemOf(0, spare - Math.Max(0, cells)) : null;
        }
    }

    public override RateItem? PlanReturn()
    {
        lock (Gate)
        {
            recalledAt = time.GetTimestamp();
            return cells > Demand ? Return(cells - Demand) : null;
        }
    }

    public override void Apply(in RateItem item, in RateReplyItem answer, long sentAt)
    {
        lock (Gate)
        {
            cells += answer.Granted + Math.Max(0, item.Settled);
            rate.Correct(time.GetTimestamp(), item.Limit, answer.Debt, cells);
            if (answer.Granted < item.Needed) deniedAt = time.GetTimestamp();
        }
    }

    /// <summary>Another node has lacked a part of the rate a moment ago: this one leases no more than its calls need.</summary>
    private long SpareOf(long use) => IsRecent(recalledAt, LeaseTerms.RecallTime) ? 0 : use;

    private bool IsRecent(long timestamp, TimeSpan span) => timestamp != 0 && time.GetElapsedTime(timestamp) < span;

    private RateItem ItemOf(long needed, long spare) => new(Id, Limit, Settled: Math.Max(0, -cells), needed, spare);

    private RateItem Return(long unused)
    {
        cells -= unused;
        return new RateItem(Id, Limit, -unused, 0, 0);
    }

    /// <summary>Measures the recent use. It rises at once, and falls after the second measurement.</summary>
    private void Measure()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(measured.At, now);
        if (elapsed < LeaseTerms.Use / 2) return;
        var latest = measured.At == 0 ? 0 : (long)Math.Clamp((taken - measured.Taken) * (LeaseTerms.Use / elapsed), 0, Limit);
        use = Math.Max(latest, measured.Use);
        measured = (now, taken, latest);
    }
}
