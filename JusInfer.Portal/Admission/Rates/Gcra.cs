namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371): a rate without window edges. One number is kept, the theoretical arrival time; a limit of
/// N a minute lets N through at once and then one every 60/N seconds.
/// </summary>
/// <param name="frequency">Clock ticks a second.</param>
internal sealed class Gcra(long frequency)
{
    private long arrival;

    /// <summary>Takes <paramref name="weight"/> cells if they conform now; takes nothing if not.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="perMinute">The limit, which is also the burst.</param>
    /// <param name="weight">Cells to take; more than the burst never conforms.</param>
    public RateLimitStatus Take(long now, int perMinute, long weight = 1)
    {
        var minute = frequency * 60;
        while (true)
        {
            var seen = Volatile.Read(ref arrival);
            var start = Math.Max(seen, now);
            var cells = (double)minute / perMinute;
            var next = start + (long)(cells * weight);
            var debt = next - now;
            if (debt > minute)
                return Standing(perMinute, start - now, cells, conforms: false, wait: debt - minute);
            if (Interlocked.CompareExchange(ref arrival, next, seen) == seen)
                return Standing(perMinute, debt, cells, conforms: true, wait: 0);
        }
    }

    /// <summary>
    /// Takes cells (or gives them back, when negative) without asking: what a call turned out to use beyond its estimate.
    /// </summary>
    public void Settle(long now, int perMinute, long weight)
    {
        var cells = (double)frequency * 60 / perMinute;
        while (true)
        {
            var seen = Volatile.Read(ref arrival);
            var next = Math.Max(seen, now) + (long)(cells * weight);
            if (Interlocked.CompareExchange(ref arrival, next, seen) == seen) return;
        }
    }

    private RateLimitStatus Standing(int perMinute, long debt, double cells, bool conforms, long wait)
    {
        var minute = frequency * 60;
        return new RateLimitStatus(
            conforms,
            perMinute,
            Remaining: (int)Math.Max(0, (minute - debt) / cells),
            Reset: Seconds(debt),
            RetryAfter: Seconds(wait));
    }

    private TimeSpan Seconds(long ticks) => TimeSpan.FromSeconds(Math.Max(0, ticks) / (double)frequency);
}
