using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rates and the running calls of one key, member or team.</summary>
internal sealed class RateLimiter
{
    private int running;

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

    public bool TryEnter(int? limit)
    {
        if (Interlocked.Increment(ref running) <= (limit ?? int.MaxValue)) return true;
        Interlocked.Decrement(ref running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref running);
}
