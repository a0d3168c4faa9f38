using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

public sealed class RetryPolicyTests
{
    private static readonly AttemptFailure Provider = AttemptFailure.OfProvider("failed");
    private static readonly AttemptFailure Operator = new(FailureKind.Operator, "refused");
    private static readonly TargetHistory Fresh = new(IsAdmitted: true, TimeSpan.FromMinutes(10));
    private static readonly TargetHistory Failed = Fresh with { Asked = 1, LastFailure = Provider };
    private readonly RetryPolicy policy = new(new Random(3));

    [Fact]
    public void The_first_target_is_asked_first_and_at_once() => policy.Next([Fresh, Fresh], 0, TimeSpan.Zero).ShouldBe(new NextAttempt(0, TimeSpan.Zero));

    [Fact]
    public void The_same_endpoint_is_asked_again_after_a_wait_below_a_doubling_bound()
    {
        for (var i = 0; i < 1_000; i++)
        {
            policy.Next([Failed], 1, TimeSpan.Zero).ShouldNotBeNull().Wait.ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
            policy.Next([Failed], 2, TimeSpan.Zero).ShouldNotBeNull().Wait.ShouldBeLessThan(TimeSpan.FromMilliseconds(400));
            policy.Next([Failed], 3, TimeSpan.Zero).ShouldNotBeNull().Wait.ShouldBeLessThan(TimeSpan.FromMilliseconds(800));
        }
    }

    [Fact]
    public void Waits_are_spread_and_not_in_step() =>
        Enumerable.Range(0, 100).Select(_ => policy.Next([Failed], 1, TimeSpan.Zero)).Distinct().Count().ShouldBeGreaterThan(90);

    [Fact]
    public void Another_endpoint_is_asked_at_once() => policy.Next([Failed, Fresh], 1, TimeSpan.Zero).ShouldBe(new NextAttempt(1, TimeSpan.Zero));

    [Fact]
    public void When_all_have_failed_the_one_asked_least_is_asked_again() =>
        policy.Next([Failed with { Asked = 2 }, Failed], 3, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);

    [Fact]
    public void Four_attempts_are_all_there_are()
    {
        policy.Next([Failed], 4, TimeSpan.Zero).ShouldBeNull();
        policy.Next([Failed, Fresh], 4, TimeSpan.Zero).ShouldBeNull();
    }

    [Fact]
    public void Beyond_its_patience_it_gives_up() => policy.Next([Failed, Fresh], 1, RetryPolicy.Patience + TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Fact]
    public void No_attempt_begins_when_the_time_in_all_is_over() =>
        policy.Next([Failed, Fresh with { TimeInAll = TimeSpan.FromSeconds(5) }], 1, TimeSpan.FromSeconds(5)).ShouldNotBeNull().Target.ShouldBe(0);

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(10, 10.0)]
    [InlineData(11, null)]
    public void A_wish_is_granted_up_to_ten_seconds(int wished, double? granted) =>
        (policy.Next([Failed with { LastFailure = Wishing(wished) }], 1, TimeSpan.Zero)?.Wait.TotalSeconds).ShouldBe(granted);

    [Fact]
    public void A_wish_counts_from_when_it_was_made()
    {
        var target = Failed with { LastFailure = Wishing(8), FailedAt = TimeSpan.FromSeconds(2) };

        policy.Next([target], 1, TimeSpan.FromSeconds(4)).ShouldNotBeNull().Wait.ShouldBe(TimeSpan.FromSeconds(6));
        policy.Next([target], 1, TimeSpan.FromSeconds(14)).ShouldNotBeNull().Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_wish_that_is_too_long_moves_on_to_another_endpoint() =>
        policy.Next([Failed with { LastFailure = Wishing(60) }, Failed], 2, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);

    [Fact]
    public void A_wish_beyond_the_patience_left_is_too_long() =>
        policy.Next([Failed with { LastFailure = Wishing(9), FailedAt = TimeSpan.FromSeconds(40) }], 1, TimeSpan.FromSeconds(40)).ShouldBeNull();

    [Fact]
    public void Where_a_breaker_is_open_another_endpoint_is_asked_even_for_a_second_time() =>
        policy.Next([Failed, Fresh with { IsAdmitted = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(0);

    [Fact]
    public void Where_nothing_else_is_left_an_open_breaker_is_no_hindrance()
    {
        policy.Next([Failed with { LastFailure = Operator }, Fresh with { IsAdmitted = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);
        policy.Next([Failed with { LastFailure = Wishing(60) }, Fresh with { IsAdmitted = false }], 1, TimeSpan.Zero).ShouldNotBeNull().Target.ShouldBe(1);
    }

    [Fact]
    public void An_endpoint_that_refused_this_gateway_is_not_asked_again() => policy.Next([Failed with { LastFailure = Operator }], 1, TimeSpan.Zero).ShouldBeNull();

    private static AttemptFailure Wishing(int seconds) => Provider with { RetryAfter = TimeSpan.FromSeconds(seconds) };
}
