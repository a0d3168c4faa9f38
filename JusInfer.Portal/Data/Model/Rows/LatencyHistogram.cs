using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// A <see cref="LatencyDistribution"/> in columns. A column has the counts of two buckets, 32 bits each, so that both databases add histograms
/// with <c>+</c> and SQLite stores the many zeros in no bytes.
/// </summary>
internal readonly record struct LatencyHistogram
{
    public long Pair0 { get; init; }

    public long Pair1 { get; init; }

    public long Pair2 { get; init; }

    public long Pair3 { get; init; }

    public long Pair4 { get; init; }

    public long Pair5 { get; init; }

    public long Pair6 { get; init; }

    public long Pair7 { get; init; }

    public LatencyHistogram Add(int milliseconds)
    {
        var bucket = LatencyDistribution.BucketOf(milliseconds);
        var one = 1L << (bucket % 2 * 32);
        return (bucket / 2) switch
        {
            0 => this with { Pair0 = Pair0 + one },
            1 => this with { Pair1 = Pair1 + one },
            2 => this with { Pair2 = Pair2 + one },
            3 => this with { Pair3 = Pair3 + one },
            4 => this with { Pair4 = Pair4 + one },
            5 => this with { Pair5 = Pair5 + one },
            6 => this with { Pair6 = Pair6 + one },
            _ => this with { Pair7 = Pair7 + one },
        };
    }

    public LatencyDistribution ToDistribution()
    {
        ReadOnlySpan<long> pairs = [Pair0, Pair1, Pair2, Pair3, Pair4, Pair5, Pair6, Pair7];
        var counts = ImmutableArray.CreateBuilder<long>(LatencyDistribution.Buckets);
        foreach (var pair in pairs)
        {
            counts.Add(pair & uint.MaxValue);
            counts.Add(pair >> 32);
        }

        return new LatencyDistribution(counts.MoveToImmutable());
    }
}
