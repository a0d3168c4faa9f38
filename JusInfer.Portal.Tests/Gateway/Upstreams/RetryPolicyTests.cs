using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

public sealed class RetryPolicyTests
{
    private static readonly AttemptFailure Provider = AttemptFailure.OfProvider("failed");
    private static readonly AttemptFailure Operator = new(FailureKind.Operator, "refused");
    private static readonly TargetHistory Fresh = new(IsAvailable: true, TimeSpan.FromMinutes(10));
    private static readonly TargetHistory Failed = Fresh with { Attempts = 1, LastFailure = Provider };
    private readonly RetryPolicy policy = new(new Random(3));

    [Fact]
    public void The_first_target_is_called_first_without_delay() => policy.Next([Fresh, Fresh], 0, TimeSpan.Zero).ShouldBe(new NextAttempt(0, TimeSpan.Zero));

    [Fact]
    public void The_same_endpoint_is_retried_after_a_random_delay_below_a_doubling_limit()
    {
        for (var i = 0; i < 1_000; i++)
        {
            policy.Next([Failed], 1, TimeSpan.Zero).ShouldNotBeNull().Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
            policy.Next([Failed], 2, TimeSpan.Zero).ShouldNotBeNull().Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(400));
            policy.Next([Failed], 3, TimeSpan.Zero).ShouldNotBeNull().Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(800));
        }
    }

    [Fact]
    public void Delays_are_random() =>
        Enumerable.Range(0, 100).Select(_ => policy.Next([Failed], 1, TimeSpan.Zero)).Distinct().Count().ShouldBeGreaterThan(90);

    [Fact]
    public void Another_endpoint_is_called_without_delay() => policy.Next([Failed, Fresh], 1, TimeSpan.Zero).ShouldBe(new NextAttempt(1, TimeSpan.Zero));

    [Fact]
    public void When_all_have_failed_the_one_with_the_fewest_attempts_is_retried() =>
        policy.Next([Failed with { Attempts = 2 }, Failed], 3, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);

    [Fact]
    public void A_call_makes_at_most_four_attempts()
    {
        policy.Next([Failed], 4, TimeSpan.Zero).ShouldBeNull();
        policy.Next([Failed, Fresh], 4, TimeSpan.Zero).ShouldBeNull();
    }

    [Fact]
    public void A_longer_window_allows_a_later_attempt() =>
        policy.Next([Failed, Fresh], 1, TimeSpan.FromMinutes(5), window: TimeSpan.FromMinutes(6)).ShouldBe(new NextAttempt(1, TimeSpan.Zero));

    [Fact]
    public void No_attempt_begins_after_the_retry_window() => policy.Next([Failed, Fresh], 1, RetryPolicy.RetryWindow + TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Fact]
    public void No_attempt_begins_after_the_total_timeout_of_its_target() =>
        policy.Next([Failed, Fresh with { TotalTimeout = TimeSpan.FromSeconds(5) }], 1, TimeSpan.FromSeconds(5)).ShouldNotBeNull().Target.ShouldBe(0);

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(10, 10.0)]
    [InlineData(11, null)]
    public void A_retry_after_time_is_waited_for_up_to_ten_seconds(int seconds, double? expected) =>
        (policy.Next([Failed with { LastFailure = RetryAfter(seconds) }], 1, TimeSpan.Zero)?.Delay.TotalSeconds).ShouldBe(expected);

    [Fact]
    public void A_retry_after_time_counts_from_the_failure()
    {
        var target = Failed with { LastFailure = RetryAfter(8), FailedAt = TimeSpan.FromSeconds(2) };

        policy.Next([target], 1, TimeSpan.FromSeconds(4)).ShouldNotBeNull().Delay.ShouldBe(TimeSpan.FromSeconds(6));
        policy.Next([target], 1, TimeSpan.FromSeconds(14)).ShouldNotBeNull().Delay.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void After_a_long_retry_after_time_another_endpoint_is_called() =>
        policy.Next([Failed with { LastFailure = RetryAfter(60) }, Failed], 2, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);

    [Fact]
    public void A_retry_after_time_beyond_the_retry_window_ends_the_call() =>
        policy.Next([Failed with { LastFailure = RetryAfter(9), FailedAt = TimeSpan.FromSeconds(40) }], 1, TimeSpan.FromSeconds(40)).ShouldBeNull();

    [Fact]
    public void An_endpoint_with_a_closed_circuit_breaker_is_preferred_even_for_a_second_attempt() =>
        policy.Next([Failed, Fresh with { IsAvailable = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(0);

    [Fact]
    public void If_nothing_else_is_left_an_endpoint_with_an_open_circuit_breaker_is_called()
    {
        policy.Next([Failed with { LastFailure = Operator }, Fresh with { IsAvailable = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);
        policy.Next([Failed with { LastFailure = RetryAfter(60) }, Fresh with { IsAvailable = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);
    }

    [Fact]
    public void An_endpoint_that_rejected_the_gateways_credential_is_not_retried() => policy.Next([Failed with { LastFailure = Operator }], 1, TimeSpan.Zero).ShouldBeNull();

    private static AttemptFailure RetryAfter(int seconds) => Provider with { RetryAfter = TimeSpan.FromSeconds(seconds) };
}
