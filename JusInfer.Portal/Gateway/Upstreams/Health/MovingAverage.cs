namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// An exponentially weighted moving average. It has no value if the latest sample is older than ten minutes.
/// </summary>
/// <param name="weight">The weight of the latest sample, 0 to 1.</param>
/// <param name="prior">The value before the first sample; null to start with the first sample.</param>
internal sealed class MovingAverage(double weight, double? prior = null)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private double? value;
    private TimeSpan sampledAt;

    public void Add(double sample, TimeSpan now)
    {
        var before = ValueAt(now) ?? prior ?? sample;
        value = before + (weight * (sample - before));
        sampledAt = now;
    }

    public double? ValueAt(TimeSpan now) => value is null || now - sampledAt > MaxAge ? null : value;

    public void Clear() => value = null;
}
