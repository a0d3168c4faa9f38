using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

public sealed class MovingAverageTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    [Fact]
    public void The_latest_samples_have_the_highest_weight()
    {
        var average = new MovingAverage(weight: 0.5);
        average.ValueAt(Now).ShouldBeNull();

        average.Add(8, Now);
        average.ValueAt(Now).ShouldBe(8);
        average.Add(0, Now);
        average.ValueAt(Now).ShouldBe(4);
        average.Add(0, Now);
        average.ValueAt(Now).ShouldBe(2);
    }

    [Fact]
    public void A_first_failure_is_weighted_against_the_prior()
    {
        var errors = new MovingAverage(weight: 0.1, prior: 0);

        errors.Add(1, Now);

        errors.ValueAt(Now).ShouldBe(0.1);
    }

    [Fact]
    public void After_ten_minutes_without_samples_it_has_no_value_and_starts_again()
    {
        var average = new MovingAverage(weight: 0.5);
        average.Add(100, Now);

        average.ValueAt(Now + TimeSpan.FromMinutes(10)).ShouldBe(100);
        var later = Now + TimeSpan.FromMinutes(11);
        average.ValueAt(later).ShouldBeNull();
        average.Add(1, later);
        average.ValueAt(later).ShouldBe(1);
    }
}
