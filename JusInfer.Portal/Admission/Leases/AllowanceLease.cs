namespace JusInfer.Portal.Admission.Leases;

/// <summary>What this node knows of its lease of an allowance. <see cref="TeamAllowances"/> guards it.</summary>
internal sealed class AllowanceLease
{
    /// <summary>A lease that no call has used for so long is returned.</summary>
    private static readonly TimeSpan MaxIdleTime = TimeSpan.FromSeconds(30);

    private long? measuredAt;
    private NanoUsd endedBefore;
    private NanoUsd lastUse;

    /// <summary>What calls of this node may have spent and hold in total. Never more than the store has granted.</summary>
    public NanoUsd Granted { get; set; }

    /// <summary>What its calls that have ended cost in total, whether they are stored or not.</summary>
    public NanoUsd Ended { get; set; }

    /// <summary>The limit of the last call.</summary>
    public NanoUsd Limit { get; set; }

    /// <summary>Timestamp until which the node may use the lease.</summary>
    public long EndsAt { get; set; }

    /// <summary>A request has no reply yet, and may not get one: the store may have granted more than the node knows.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>What other nodes had leased after the last request.</summary>
    public NanoUsd Others { get; set; }

    /// <summary>What dead nodes have leased.</summary>
    public NanoUsd Dead { get; set; }

    /// <summary>Until this timestamp, the store is not asked for a total of <see cref="DeniedTotal"/> or more.</summary>
    public long DeniedUntil { get; set; }

    public NanoUsd DeniedTotal { get; set; }

    /// <summary>What calls that wait for the lease need together.</summary>
    public NanoUsd Demand { get; set; }

    /// <summary>What the last call has held, and when.</summary>
    public (NanoUsd Amount, long At) LastHold { get; set; }

    /// <summary>What the node uses within <see cref="LeaseTerms.Use"/>.</summary>
    public NanoUsd Use { get; private set; }

    /// <summary>What the node should have leased beyond what is held: for a time at the recent rate, and for two more calls.</summary>
    public NanoUsd Spare(long now, TimeProvider time) => IsUsed(now, time) ? new NanoUsd(Use.Value + (2 * LastHold.Amount.Value)) : NanoUsd.Zero;

    /// <summary>So little is left of <see cref="Spare"/> that it is time to ask for more.</summary>
    public bool IsLow(NanoUsd left) => left.Value < (Use.Value + LastHold.Amount.Value) / 2;

    /// <summary>The node has nothing leased beyond what its calls have cost.</summary>
    public bool IsReturned => !IsUncertain && Granted <= Ended;

    public bool IsUsed(long now, TimeProvider time) => LastHold.At != 0 && time.GetElapsedTime(LastHold.At, now) < MaxIdleTime;

    /// <summary>Measures the recent use. It rises at once, and falls after the second measurement.</summary>
    public void Measure(long now, TimeProvider time)
    {
        if (measuredAt is not { } before)
        {
            (measuredAt, endedBefore) = (now, Ended);
            return;
        }

        var elapsed = time.GetElapsedTime(before, now);
        if (elapsed < LeaseTerms.Use / 2) return;

        // Less has ended than before if the store had no room for an overdraft.
        var used = new NanoUsd((long)(Math.Max(0, (Ended - endedBefore).Value) * (LeaseTerms.Use / elapsed)));
        Use = used > lastUse ? used : lastUse;
        (measuredAt, endedBefore, lastUse) = (now, Ended, used);
    }
}
