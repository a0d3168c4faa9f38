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
        while (true)
        {
            var current = Volatile.Read(ref arrival);
            var (status, next) = Evaluate(current, now, perMinute, weight);
            if (!status.Conforms || Interlocked.CompareExchange(ref arrival, next, current) == current) return status;
        }
    }

    /// <summary>The status that <see cref="Take"/> would return; takes nothing.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="perMinute">The limit, which is also the burst.</param>
    /// <param name="weight">Cells to take; with 0, the status before the next call.</param>
    public RateLimitStatus Check(long now, int perMinute, long weight = 0) => Evaluate(Volatile.Read(ref arrival), now, perMinute, weight).Status;

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

    /// <summary>Corrects the state by that of the store, which counts the calls of all nodes.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="perMinute">The limit, which is also the burst.</param>
    /// <param name="debt">The time until the whole limit is available again, for all nodes.</param>
    /// <param name="leased">The cells of it that this node has leased and not used.</param>
    public void Correct(long now, int perMinute, TimeSpan debt, long leased) =>
        Volatile.Write(ref arrival, now + (long)(debt.TotalSeconds * frequency) - (long)((double)frequency * 60 / perMinute * leased));

    /// <returns>The status, and the arrival time after the cells are taken.</returns>
    private (RateLimitStatus Status, long Next) Evaluate(long current, long now, int perMinute, long weight)
    {
        var minute = frequency * 60;
        var start = Math.Max(current, now);
        var ticksPerCell = (double)minute / perMinute;
        var next = start + (long)(ticksPerCell * weight);
        var debt = next - now;
        var status = debt > minute
            ? CreateStatus(perMinute, start - now, ticksPerCell, conforms: false, wait: debt - minute)
            : CreateStatus(perMinute, debt, ticksPerCell, conforms: true, wait: 0);
        return (status, next);
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
