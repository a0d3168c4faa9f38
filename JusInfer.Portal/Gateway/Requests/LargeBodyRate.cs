using System.Threading.RateLimiting;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Limits how fast a team can send large bodies and recall stored responses: to 32 MiB per second and core, after a burst of the same size.
/// Only what exceeds the first MiB of a body counts. Receiving a body takes as much processor time as parsing it, and at the rate of a local
/// network one team could take all of it (benchmark <c>isolation.py</c>).
/// </summary>
internal sealed class LargeBodyRate : IDisposable
{
    private const int BytesPerSecondAndCore = 32 * 1024 * 1024;

    /// <summary>How much a team can send at once after a pause. At least as much as one request may have, so that a single one never waits.</summary>
    public static readonly int MaxBurstBytes = BytesPerSecondAndCore * Environment.ProcessorCount;

    private static readonly TimeSpan ReplenishmentPeriod = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<TeamId> limiter = PartitionedRateLimiter.Create<TeamId, TeamId>(static team => RateLimitPartition.GetTokenBucketLimiter(
        team,
        static _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = MaxBurstBytes,
            TokensPerPeriod = MaxBurstBytes / 10,
            ReplenishmentPeriod = ReplenishmentPeriod,
            AutoReplenishment = true,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Waits until the team may send or recall this many bytes.</summary>
    public async ValueTask WaitAsync(TeamId team, long bytes, CancellationToken cancellationToken) =>
        (await limiter.AcquireAsync(team, (int)Math.Min(bytes, MaxBurstBytes), cancellationToken)).Dispose();

    public void Dispose() => limiter.Dispose();
}
