using System.Collections.Immutable;
using System.Numerics;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The number of calls per latency bucket. Bucket 0 is below 32 ms, each further one below twice the bound of the one before it, the last one
/// from 524 s on. A quantile is in the right bucket; where in the bucket is estimated.
/// </summary>
internal sealed class LatencyDistribution(ImmutableArray<long> counts)
{
    public const int Buckets = 16;

    public static readonly LatencyDistribution Empty = new([.. Enumerable.Repeat(0L, Buckets)]);

    /// <summary>The number of calls in each bucket.</summary>
    public ImmutableArray<long> Counts => counts;

    public static int BucketOf(int milliseconds) =>
        milliseconds < 32 ? 0 : Math.Min(BitOperations.Log2((uint)milliseconds) - 4, Buckets - 1);

    public static LatencyDistribution operator +(LatencyDistribution left, LatencyDistribution right) =>
        new([.. left.Counts.Zip(right.Counts, static (count, other) => count + other)]);

    /// <summary>Milliseconds that a share of the calls, from 0 to 1, did not exceed; null without calls.</summary>
    public int? Quantile(double share)
    {
        var rank = share * counts.Sum();
        if (rank <= 0) return null;
        var below = 0L;
        for (var bucket = 0; bucket < Buckets - 1; bucket++)
        {
            if (below + counts[bucket] >= rank) return (int)(LowerBound(bucket) + (rank - below) / counts[bucket] * (LowerBound(bucket + 1) - LowerBound(bucket)));
            below += counts[bucket];
        }

        return (int)LowerBound(Buckets - 1);
    }

    private static long LowerBound(int bucket) => bucket == 0 ? 0 : 16L << bucket;
}
