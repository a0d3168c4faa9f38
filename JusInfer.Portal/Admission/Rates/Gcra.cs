namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371), a rate limit without window boundaries. Its state is one number, the theoretical arrival
/// time. A limit of N per minute allows a burst of N and then one every 60/N seconds.
/// </summary>
/// <param name="frequency">Clock ticks per second.</param>
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
            var current = Volatile.Read(ref arrival);
            var start = Math.Max(current, now);
            var ticksPerCell = (double)minute / perMinute;
            var next = start + (long)(ticksPerCell * weight);
            var debt = next - now;
            if (debt > minute)
                return CreateStatus(perMinute, start - now, ticksPerCell, conforms: false, wait: debt - minute);
            if (Interlocked.CompareExchange(ref arrival, next, current) == current)
                return CreateStatus(perMinute, debt, ticksPerCell, conforms: true, wait: 0);
        }
    }

    /// <summary>
    /// Takes cells unconditionally, or returns them if the weight is negative: the difference between a call's usage and its estimate.
    /// </summary>
    public void Settle(long now, int perMinute, long weight)
    {
        var ticksPerCell = (double)frequency * 60 / perMinute;
        while (true)
        {
            var current = Volatile.Read(ref arrival);
            var next = Math.Max(current, now) + (long)(ticksPerCell * weight);
            if (Interlocked.CompareExchange(ref arrival, next, current) == current) return;
        }
    }

    private RateLimitStatus CreateStatus(int perMinute, long debt, double ticksPerCell, bool conforms, long wait)
    {
        var minute = frequency * 60;
        return new RateLimitStatus(
            conforms,
            perMinute,
            Remaining: (int)Math.Max(0, (minute - debt) / ticksPerCell),
            Reset: ToTimeSpan(debt),
            RetryAfter: ToTimeSpan(wait));
    }

    private TimeSpan ToTimeSpan(long ticks) => TimeSpan.FromSeconds(Math.Max(0, ticks) / (double)frequency);
}
