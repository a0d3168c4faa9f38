using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

public sealed class LatencyDistributionTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(31, 0)]
    [InlineData(32, 1)]
    [InlineData(63, 1)]
    [InlineData(64, 2)]
    [InlineData(524_287, 14)]
    [InlineData(524_288, 15)]
    [InlineData(int.MaxValue, 15)]
    public void Each_bucket_ends_at_twice_the_bound_of_the_one_before_it(int milliseconds, int bucket) =>
        LatencyDistribution.BucketOf(milliseconds).ShouldBe(bucket);

    [Fact]
    public void Without_calls_there_is_no_quantile() => LatencyDistribution.Empty.Quantile(0.5).ShouldBeNull();

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(1)]
    public void A_quantile_is_in_the_bucket_of_the_exact_one(double share)
    {
        int[] calls = [.. Enumerable.Range(1, 1000).Select(static number => number * number / 10)];
        var exact = calls[(int)Math.Ceiling(share * calls.Length) - 1];

        var estimate = Of(calls).Quantile(share).ShouldNotBeNull();

        ((double)estimate / exact).ShouldBeInRange(0.5, 2);
        LatencyDistribution.Of(calls.Reverse()).Quantile(share).ShouldBe(exact);
    }

    /// <summary>agno-agi/agno#8656, taoensso/tufte#67: a percentile of few values is one of them, and not beyond the largest.</summary>
    [Fact]
    public void Quantiles_of_few_known_calls_are_exact()
    {
        LatencyDistribution.Of([2_100]).Quantile(0.95).ShouldBe(2_100);
        Of(2_100).Quantile(0.5).ShouldBe(2_896, "where in its bucket is not known");
        var both = LatencyDistribution.Of([2_100]) + LatencyDistribution.Of([90, 700_000]);
        (both.Quantile(0.5), both.Quantile(0.95)).ShouldBe((2_100, 700_000));
        (LatencyDistribution.Empty + both).Quantile(0.5).ShouldBe(2_100);
        (both + Of(90)).Quantile(0.95).ShouldBe(524_288, "of one call only the bucket is known");
    }

    [Fact]
    public void Quantiles_of_many_calls_are_in_the_right_bucket()
    {
        var half = LatencyDistribution.Of(Enumerable.Repeat(2_100, LatencyDistribution.MaxExact / 2));
        (half + half).Quantile(0.5).ShouldBe(2_100);
        (half + half + LatencyDistribution.Of([2_100])).Quantile(0.5).ShouldNotBeNull().ShouldBeInRange(2_048, 4_096);
    }

    /// <summary>linkerd/linkerd2#13483, frecar/epguides-api#211: calls spread evenly in a wide bucket.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(1)]
    public void Quantiles_of_calls_as_they_are_spread_in_reality_are_near_the_exact_ones(double spread)
    {
        var random = new Random(7);
        for (var median = 400; median < 12_000; median = median * 5 / 4)
        {
            int[] calls = [.. Enumerable.Range(0, 5_000).Select(_ => (int)(median * Math.Exp(spread * Normal(random))))];
            var (known, estimated) = (LatencyDistribution.Of(calls), Of(calls));

            foreach (var share in (double[])[0.5, 0.95])
            {
                var ratio = (double)estimated.Quantile(share)!.Value / known.Quantile(share)!.Value;
                ratio.ShouldBeInRange(0.8, 1.2, $"{share:P0} at a median of {median} ms");
            }
        }
    }

    [Fact]
    public void A_quantile_in_the_last_bucket_is_its_lower_bound() => Of(600_000, 4_000_000).Quantile(0.95).ShouldBe(524_288);

    [Fact]
    public void A_sum_counts_the_calls_of_both() => (Of(10, 100) + Of(100)).Counts.Take(4).ShouldBe([1, 0, 2, 0]);

    /// <summary>G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static LatencyDistribution Of(params int[] milliseconds)
    {
        var counts = new long[LatencyDistribution.Buckets];
        foreach (var call in milliseconds) counts[LatencyDistribution.BucketOf(call)]++;
        return new LatencyDistribution([.. counts]);
    }
}
