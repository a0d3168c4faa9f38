using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(0, 0.0, 5)]
    [InlineData(0, 1.0, 5.5)]
    [InlineData(1, 0.0, 300)]
    [InlineData(8, 0.0, 86_400)]
    [InlineData(8, 0.5, 90_720)]
    public void The_delay_grows_with_each_failure_and_is_spread(int failures, double random, double seconds) =>
        RetrySchedule.DelayAfter(failures, random).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void After_ten_attempts_a_delivery_has_failed()
    {
        RetrySchedule.DelayAfter(9, 0).ShouldBeNull();
        RetrySchedule.Delays.ShouldBe(RetrySchedule.Delays.Order());
        RetrySchedule.Delays.Aggregate(TimeSpan.Zero, static (sum, delay) => sum + delay).ShouldBeGreaterThan(RetrySchedule.MaxFailingTime);
    }
}
