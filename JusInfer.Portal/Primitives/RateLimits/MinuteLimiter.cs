using System.Threading.RateLimiting;

namespace JusInfer.Portal.Primitives.RateLimits;

/// <summary>
/// Limits how often something happens per minute and key, for example sign-ins per network. Keys share 65,536 counters by their hash, so
/// that the memory is bounded however many keys there are. Which keys share one differs between processes.
/// </summary>
internal sealed class MinuteLimiter<TKey>(int permits) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<TKey> limiter = PartitionedRateLimiter.Create<TKey, ushort>(key => RateLimitPartition.GetFixedWindowLimiter(
        (ushort)HashCode.Combine(key),
        _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, AutoReplenishment = true }));

    /// <summary>Counts one occurrence.</summary>
    /// <returns>The time to wait; null where the occurrence is within the limit.</returns>
    public TimeSpan? Count(TKey key) => WaitOf(limiter.AttemptAcquire(key));

    /// <summary>The time until <see cref="Count"/> allows another occurrence; null where it does now.</summary>
    public TimeSpan? Check(TKey key) => WaitOf(limiter.AttemptAcquire(key, permitCount: 0));

    public void Dispose() => limiter.Dispose();

    private static TimeSpan? WaitOf(RateLimitLease lease)
    {
        using (lease)
        {
            if (lease.IsAcquired) return null;
            return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        }
    }
}
