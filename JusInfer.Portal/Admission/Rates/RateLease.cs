using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>What this node has leased of a rate that several nodes share. <see cref="RateExchange"/> sends what it plans, one request per team at a time.</summary>
internal abstract class RateLease(RateId id)
{
    /// <summary>A lease that no call has used for so long is returned.</summary>
    protected static readonly TimeSpan MaxIdleTime = TimeSpan.FromSeconds(2);

    public RateId Id => id;

    protected Lock Gate { get; } = new();

    /// <summary>The limit that applied to the last call. At least 1.</summary>
    protected int Limit { get; set; } = 1;

    /// <summary>What waiting calls need together.</summary>
    protected long Demand { get; private set; }

    /// <summary>A call waits for a part of the rate until <see cref="RemoveDemand"/>, so that one request serves all calls that wait.</summary>
    public void AddDemand(int limit, long amount)
    {
        lock (Gate) (Limit, Demand) = (limit, Demand + amount);
    }

    public void RemoveDemand(long amount)
    {
        lock (Gate) Demand -= amount;
    }

    /// <summary>What waiting calls lack; null if it is leased by now, or was denied a moment ago.</summary>
    public abstract RateItem? PlanGrowth();

    /// <summary>What has to be renewed, filled up, settled or returned; null if nothing.</summary>
    public abstract RateItem? PlanRenewal();

    /// <summary>What no call needs, because another node lacks it; null if there is nothing.</summary>
    public abstract RateItem? PlanReturn();

    /// <param name="item">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="sentAt">The timestamp before it was sent.</param>
    public abstract void Apply(in RateItem item, in RateReplyItem answer, long sentAt);
}
