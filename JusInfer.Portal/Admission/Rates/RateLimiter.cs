using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rates and the running calls of one key, member or team.</summary>
internal sealed class RateLimiter
{
    /// <summary>The calls of a small limit whose client can leave, as agents do, without being rejected for those before.</summary>
    private const int MinOpen = 4;

    private int running;
    private int draining;

    /// <param name="subject">Whose calls count.</param>
    /// <param name="isShared">Whether several nodes share the rates.</param>
    /// <param name="time">The clock.</param>
    public RateLimiter(AllowanceSubject subject, bool isShared, TimeProvider time)
    {
        Requests = new Gcra(time.TimestampFrequency);
        Tokens = new Gcra(time.TimestampFrequency);
        Counts = new Gcra(time.TimestampFrequency);
        if (isShared) Leases = new RateLeases(subject, this, time);
    }

    public Gcra Requests { get; }

    public Gcra Tokens { get; }

    /// <summary>Counts of prompts. They have the same limit as requests, and do not use it up. Each node counts its own.</summary>
    public Gcra Counts { get; }

    /// <summary>What this node has leased of them; null if it is the only node.</summary>
    public RateLeases? Leases { get; }

    /// <summary>The calls that run on this node.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>The calls of a key on this node whose client has disconnected, and whose answer is still read, as it is billed.</summary>
    public int Draining => Volatile.Read(ref draining);

    /// <summary>How many calls of a key may run and drain together: who calls and leaves would otherwise run any number.</summary>
    public static int MaxOpen(int limit) => Math.Max(MinOpen, 2 * limit);

    /// <param name="limit">The calls that this node may run; null if they are unlimited.</param>
    /// <param name="ofAll">The calls that all nodes may run; null for as many.</param>
    public bool TryEnter(int? limit, int? ofAll = null)
    {
        var entered = Interlocked.Increment(ref running);
        if (limit is not { } most || (entered <= most && entered + Draining <= MaxOpen(ofAll ?? most))) return true;
        Interlocked.Decrement(ref running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref running);

    /// <summary>A running call drains from here on. It counts as running until it leaves.</summary>
    public void Drain() => Interlocked.Increment(ref draining);

    public void EndDrain() => Interlocked.Decrement(ref draining);
}
