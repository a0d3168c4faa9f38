namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// An average in which the latest sample weighs most (exponentially weighted). What is older than ten minutes says nothing any more.
/// </summary>
/// <param name="weight">Of the latest sample, 0 to 1.</param>
/// <param name="prior">What is believed before the first sample; null to believe the first one.</param>
internal sealed class MovingAverage(double weight, double? prior = null)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private double? value;
    private TimeSpan sampledAt;

    public void Add(double sample, TimeSpan now)
    {
        var before = At(now) ?? prior ?? sample;
        value = before + (weight * (sample - before));
        sampledAt = now;
    }

    public double? At(TimeSpan now) => value is null || now - sampledAt > Memory ? null : value;

    public void Clear() => value = null;
}
