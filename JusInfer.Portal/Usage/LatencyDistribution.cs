using System.Collections.Immutable;
using System.Numerics;

namespace JusInfer.Portal.Usage;

/// <summary>
/// The number of calls per latency bucket. Bucket 0 is below 32 ms, each further one below twice the bound of the one before it, the last one
/// from 524 s on. A quantile is in the right bucket; where in the bucket is estimated, unless the latencies of all calls are known.
/// </summary>
internal sealed class LatencyDistribution(ImmutableArray<long> counts)
{
    public const int Buckets = 16;

    /// <summary>Of fewer calls, quantiles are exact where they are read.</summary>
    public const int MaxExact = 2_000;

    public static readonly LatencyDistribution Empty = Of([]);

    /// <summary>The number of calls in each bucket.</summary>
    public ImmutableArray<long> Counts => counts;

    /// <summary>The number of calls.</summary>
    public long Total => counts.Sum();

    /// <summary>The latencies of all calls, in milliseconds; null if only the buckets are known.</summary>
    private ImmutableArray<int>? Latencies { get; init; }

    public static int BucketOf(int milliseconds) =>
        milliseconds < 32 ? 0 : Math.Min(BitOperations.Log2((uint)milliseconds) - 4, Buckets - 1);

    /// <summary>The distribution of some calls, with exact quantiles.</summary>
    public static LatencyDistribution Of(IEnumerable<int> milliseconds)
    {
        ImmutableArray<int> latencies = [.. milliseconds];
        var counts = new long[Buckets];
        foreach (var latency in latencies) counts[BucketOf(latency)]++;
        return new LatencyDistribution([.. counts]) { Latencies = latencies };
    }

    public static LatencyDistribution operator +(LatencyDistribution left, LatencyDistribution right) =>
        new([.. left.Counts.Zip(right.Counts, static (count, other) => count + other)])
        {
            Latencies = left.Latencies is { } some && right.Latencies is { } others && some.Length + others.Length <= MaxExact
                ? some.AddRange(others)
                : null,
        };

    /// <summary>Milliseconds that a share of the calls, from 0 to 1, did not exceed; null without calls.</summary>
    public int? Quantile(double share)
    {
        var rank = share * Total;
        if (rank <= 0) return null;
        if (Latencies is { } latencies) return latencies.Order().ElementAt((int)Math.Ceiling(rank) - 1);
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
