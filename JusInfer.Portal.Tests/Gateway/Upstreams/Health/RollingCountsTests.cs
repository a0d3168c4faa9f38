using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

public sealed class RollingCountsTests
{
    [Fact]
    public void A_count_lasts_for_the_window_and_at_most_a_twelfth_longer()
    {
        var random = new Random(3);
        var counts = new RollingCounts(TimeSpan.FromSeconds(60));
        var added = new List<(double At, int Total, int Marked)>();
        for (var now = 1000.0; now < 3000; now += random.NextDouble() * 8)
        {
            var (total, marked) = (random.Next(5), random.Next(3));
            counts.Add(TimeSpan.FromSeconds(now), total, marked);
            added.Add((now, total, marked));

            var sum = counts.Sum(TimeSpan.FromSeconds(now));

            sum.Total.ShouldBeInRange(Since(now - 60).Sum(count => count.Total), Since(now - 65).Sum(count => count.Total));
            sum.Marked.ShouldBeInRange(Since(now - 60).Sum(count => count.Marked), Since(now - 65).Sum(count => count.Marked));
        }

        counts.Sum(TimeSpan.FromSeconds(5000)).ShouldBe((0, 0));

        IEnumerable<(double At, int Total, int Marked)> Since(double start) => added.Where(count => count.At > start);
    }
}
