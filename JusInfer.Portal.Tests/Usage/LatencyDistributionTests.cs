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
        Of(2_100).Quantile(0.5).ShouldBe(3_072, "where in its bucket is not known");
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

    [Fact]
    public void A_quantile_in_the_last_bucket_is_its_lower_bound() => Of(600_000, 4_000_000).Quantile(0.95).ShouldBe(524_288);

    [Fact]
    public void A_sum_counts_the_calls_of_both() => (Of(10, 100) + Of(100)).Counts.Take(4).ShouldBe([1, 0, 2, 0]);

    private static LatencyDistribution Of(params int[] milliseconds)
    {
        var counts = new long[LatencyDistribution.Buckets];
        foreach (var call in milliseconds) counts[LatencyDistribution.BucketOf(call)]++;
        return new LatencyDistribution([.. counts]);
    }
}
