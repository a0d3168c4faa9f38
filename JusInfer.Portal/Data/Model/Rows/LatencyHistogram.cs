using System.Numerics;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// The number of calls per latency bucket. Bucket 0 is below 32 ms, each further one below twice the bound of the one before it, the last
/// one from 524 s on. A column has the counts of two buckets, 32 bits each, so that both databases add histograms with <c>+</c> and SQLite
/// stores the many zeros in no bytes.
/// </summary>
internal readonly record struct LatencyHistogram
{
    public const int Buckets = 16;

    public long Pair0 { get; init; }

    public long Pair1 { get; init; }

    public long Pair2 { get; init; }

    public long Pair3 { get; init; }

    public long Pair4 { get; init; }

    public long Pair5 { get; init; }

    public long Pair6 { get; init; }

    public long Pair7 { get; init; }

    public static int BucketOf(int milliseconds) =>
        milliseconds < 32 ? 0 : Math.Min(BitOperations.Log2((uint)milliseconds) - 4, Buckets - 1);

    public LatencyHistogram Add(int milliseconds)
    {
        var bucket = BucketOf(milliseconds);
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
}
