using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

public sealed class RollingCountsTests
{
    [Fact]
    public void A_count_is_remembered_as_long_as_promised_and_hardly_longer()
    {
        var random = new Random(3);
        var counts = new RollingCounts(TimeSpan.FromSeconds(60));
        var added = new List<(double At, int All, int Some)>();
        for (var now = 1000.0; now < 3000; now += random.NextDouble() * 8)
        {
            var (all, some) = (random.Next(5), random.Next(3));
            counts.Add(TimeSpan.FromSeconds(now), all, some);
            added.Add((now, all, some));

            var sum = counts.Sum(TimeSpan.FromSeconds(now));

            sum.All.ShouldBeInRange(Since(now - 60).Sum(count => count.All), Since(now - 65).Sum(count => count.All));
            sum.Some.ShouldBeInRange(Since(now - 60).Sum(count => count.Some), Since(now - 65).Sum(count => count.Some));
        }

        counts.Sum(TimeSpan.FromSeconds(5000)).ShouldBe((0, 0));

        IEnumerable<(double At, int All, int Some)> Since(double start) => added.Where(count => count.At > start);
    }
}
