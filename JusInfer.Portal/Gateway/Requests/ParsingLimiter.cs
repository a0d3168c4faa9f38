using System.Threading.RateLimiting;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Limits how many large requests of one team are parsed at the same time: as many as half the cores. Others of the team wait, so that the
/// calls of other teams do not.
/// </summary>
internal sealed class ParsingLimiter : IDisposable
{
    /// <summary>A request of this size, with what it recalls, takes about a millisecond.</summary>
    public const int LargeBytes = 1024 * 1024;

    private readonly PartitionedRateLimiter<TenantId> limiter = PartitionedRateLimiter.Create<TenantId, TenantId>(static team => RateLimitPartition.GetConcurrencyLimiter(
        team,
        static _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Waits until a large request of the team may be parsed. The caller disposes the lease. How many wait is limited by <see cref="BytesInFlight"/>.</summary>
    public ValueTask<RateLimitLease> WaitAsync(TenantId team, CancellationToken cancellationToken) => limiter.AcquireAsync(team, 1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}
