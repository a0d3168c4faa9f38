namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rates and the running calls of one key, member or team.</summary>
/// <param name="frequency">Clock ticks per second.</param>
internal sealed class RateLimiter(long frequency)
{
    private int running;

    public Gcra Requests { get; } = new(frequency);

    public Gcra Tokens { get; } = new(frequency);

    /// <summary>Counts of prompts. They have the same limit as requests, and do not use it up.</summary>
    public Gcra Counts { get; } = new(frequency);

    /// <summary>The running calls.</summary>
    public int Running => Volatile.Read(ref running);

    public bool TryEnter(int? limit)
    {
        if (Interlocked.Increment(ref running) <= (limit ?? int.MaxValue)) return true;
        Interlocked.Decrement(ref running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref running);
}
