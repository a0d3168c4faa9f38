using JusInfer.Portal.Admission.Rates;

namespace JusInfer.Portal.Tests.Admission.Rates;

[Trait("Promise", "P-11")]
public sealed class GcraTests
{
    private const long Frequency = 1_000_000_000;
    private readonly Gcra rate = new(Frequency);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(600)]
    [InlineData(100_000)]
    public void The_burst_equals_the_limit(int perMinute)
    {
        for (var i = 0; i < perMinute; i++) rate.Take(At(1), perMinute).Conforms.ShouldBeTrue();

        rate.Take(At(1), perMinute).Conforms.ShouldBeFalse();
    }

    [Fact]
    public void After_the_burst_one_call_is_allowed_per_interval()
    {
        for (var i = 0; i < 60; i++) rate.Take(At(0), 60);

        rate.Take(At(0.9), 60).Conforms.ShouldBeFalse();
        rate.Take(At(1), 60).Conforms.ShouldBeTrue();
        rate.Take(At(1.5), 60).Conforms.ShouldBeFalse();
        rate.Take(At(3), 60).Conforms.ShouldBeTrue();
        rate.Take(At(3), 60).Conforms.ShouldBeTrue();
        rate.Take(At(3), 60).Conforms.ShouldBeFalse();
    }

    /// <summary>A fixed window would allow twice the limit around its boundary.</summary>
    [Fact]
    public void No_minute_allows_more_than_a_burst_and_its_refill()
    {
        var passed = new List<double>();
        for (var second = 0.0; second < 300; second += 0.05)
        {
            if (rate.Take(At(second), 30).Conforms) passed.Add(second);
        }

        foreach (var start in passed.Where(start => start > 2)) passed.Count(at => at >= start && at < start + 60).ShouldBeLessThanOrEqualTo(31);
        passed.Count(at => at < 60).ShouldBeLessThanOrEqualTo(60);
        passed.Count(at => at is >= 60 and < 300).ShouldBeInRange(119, 121);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(59)]
    [InlineData(600)]
    public void Over_an_hour_exactly_the_limit_is_allowed_per_minute(int perMinute)
    {
        for (var i = 0; i < perMinute; i++) rate.Take(0, perMinute);
        var passed = 0;
        for (var tick = 0; tick < 3_600_000; tick += 10)
        {
            if (rate.Take(At(tick / 1000.0), perMinute).Conforms) passed++;
        }

        passed.ShouldBeInRange((60 * perMinute) - 1, 60 * perMinute);
    }

    [Fact]
    public void A_call_after_the_retry_after_time_is_allowed()
    {
        var now = 0L;
        for (var i = 0; i < 200; i++)
        {
            var status = rate.Take(now, 7);
            if (status.Conforms) continue;
            status.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
            now += (status.RetryAfter.Ticks + 1) * 100; // A TimeSpan counts hundreds of nanoseconds, this clock single ones.
            rate.Take(now, 7).Conforms.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_remaining_calls_decrease_and_refill()
    {
        rate.Take(At(0), 3).ShouldBe(new RateLimitStatus(true, 3, 2, TimeSpan.FromSeconds(20), TimeSpan.Zero));
        rate.Take(At(0), 3).Remaining.ShouldBe(1);
        rate.Take(At(0), 3).Remaining.ShouldBe(0);
        rate.Take(At(0), 3).ShouldBe(new RateLimitStatus(false, 3, 0, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20)));
        rate.Take(At(1_000), 3).Remaining.ShouldBe(2);
    }

    [Fact]
    public void A_weight_beyond_the_remaining_cells_takes_nothing()
    {
        rate.Take(At(0), 100, 60).Conforms.ShouldBeTrue();
        rate.Take(At(0), 100, 50).Conforms.ShouldBeFalse();
        rate.Take(At(0), 100, 40).Conforms.ShouldBeTrue();
    }

    [Fact]
    public void Usage_beyond_the_estimate_delays_later_calls()
    {
        rate.Take(At(0), 60, 10).Conforms.ShouldBeTrue();
        rate.Settle(At(0), 60, 110);

        rate.Take(At(59), 60).Conforms.ShouldBeFalse();
        rate.Take(At(61), 60).Conforms.ShouldBeTrue();
    }

    [Fact]
    public void Returned_cells_can_be_taken_again_up_to_the_limit()
    {
        rate.Take(At(0), 60, 60).Conforms.ShouldBeTrue();
        rate.Settle(At(0), 60, -60);
        rate.Settle(At(0), 60, -60);

        rate.Take(At(0), 60, 60).Conforms.ShouldBeTrue();
        rate.Take(At(0), 60).Conforms.ShouldBeFalse();
    }

    [Fact]
    public async Task Concurrent_calls_get_exactly_the_limit()
    {
        var passed = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (rate.Take(At(5), 600).Conforms) Interlocked.Increment(ref passed);
            }
        })));

        passed.ShouldBe(600);
    }

    private static long At(double seconds) => (long)(seconds * Frequency);
}
