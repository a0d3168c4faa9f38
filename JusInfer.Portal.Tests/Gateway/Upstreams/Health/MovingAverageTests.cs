using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Health;

public sealed class MovingAverageTests
{
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);

    [Fact]
    public void The_latest_samples_weigh_most()
    {
        var average = new MovingAverage(weight: 0.5);
        average.At(Now).ShouldBeNull();

        average.Add(8, Now);
        average.At(Now).ShouldBe(8);
        average.Add(0, Now);
        average.At(Now).ShouldBe(4);
        average.Add(0, Now);
        average.At(Now).ShouldBe(2);
    }

    [Fact]
    public void A_first_failure_is_not_all_there_is_to_know()
    {
        var errors = new MovingAverage(weight: 0.1, prior: 0);

        errors.Add(1, Now);

        errors.At(Now).ShouldBe(0.1);
    }

    [Fact]
    public void After_ten_minutes_it_says_nothing_and_begins_anew()
    {
        var average = new MovingAverage(weight: 0.5);
        average.Add(100, Now);

        average.At(Now + TimeSpan.FromMinutes(10)).ShouldBe(100);
        var later = Now + TimeSpan.FromMinutes(11);
        average.At(later).ShouldBeNull();
        average.Add(1, later);
        average.At(later).ShouldBe(1);
    }
}
