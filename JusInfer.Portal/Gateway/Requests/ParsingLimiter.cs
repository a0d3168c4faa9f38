using System.Threading.RateLimiting;
using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Limits how many large requests of one team are parsed at the same time: as many as half the cores. Others of the team wait, so that the
/// calls of other teams do not.
/// </summary>
internal sealed class ParsingLimiter(DedicatedThreads threads) : IDisposable
{
    /// <summary>Parsing a request of this size, with what it recalls, takes about a millisecond. What exceeds it is received on <see cref="DedicatedThreads"/> too.</summary>
    public const int LargeBytes = 1024 * 1024;

    private readonly PartitionedRateLimiter<TeamId> limiter = PartitionedRateLimiter.Create<TeamId, TeamId>(static team => RateLimitPartition.GetConcurrencyLimiter(
        team,
        static _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Runs the work on one of <see cref="DedicatedThreads"/> when the team may. How many wait is limited by <see cref="BytesInFlight"/>.</summary>
    public async Task<T> RunAsync<T>(TeamId team, Func<T> work, CancellationToken cancellationToken)
    {
        using var lease = await limiter.AcquireAsync(team, 1, cancellationToken);
        return await threads.RunAsync(work);
    }

    /// <inheritdoc cref="RunAsync{T}(TeamId, Func{T}, CancellationToken)"/>
    public async Task<T> RunAsync<T>(TeamId team, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var lease = await limiter.AcquireAsync(team, 1, cancellationToken);
        return await threads.RunAsync(work);
    }

    public void Dispose() => limiter.Dispose();
}
