namespace JusInfer.Portal.Admission.Runaway;

/// <summary>The spend of a key in the last 10 minutes, in minutes. Thread-safe.</summary>
internal sealed class RecentSpend
{
    public const int Minutes = 10;

    private readonly Lock gate = new();
    private readonly (long Minute, long Nano)[] minutes = new (long, long)[Minutes];
    private long evaluated;

    /// <summary>Adds the cost of a call and returns the spend of the last 10 minutes.</summary>
    public NanoUsd Add(DateTimeOffset now, NanoUsd cost)
    {
        var minute = MinuteOf(now);
        lock (gate)
        {
            ref var current = ref minutes[minute % Minutes];
            current = (minute, (current.Minute == minute ? current.Nano : 0) + cost.Value);
            return Sum(minute);
        }
    }

    public NanoUsd SumAt(DateTimeOffset now)
    {
        lock (gate) return Sum(MinuteOf(now));
    }

    /// <summary>True once a minute.</summary>
    public bool TryEvaluate(DateTimeOffset now) => Interlocked.Exchange(ref evaluated, MinuteOf(now)) != MinuteOf(now);

    private static long MinuteOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    private NanoUsd Sum(long minute)
    {
        var sum = 0L;
        foreach (var (at, nano) in minutes)
        {
            if (at > minute - Minutes) sum += nano;
        }

        return new NanoUsd(sum);
    }
}
