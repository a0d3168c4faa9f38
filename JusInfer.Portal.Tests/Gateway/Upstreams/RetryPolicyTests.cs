using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

public sealed class RetryPolicyTests
{
    private static readonly AttemptFailure Provider = AttemptFailure.OfProvider("failed");
    private static readonly AttemptFailure Operator = new(FailureKind.Operator, "refused");
    private readonly RetryPolicy policy = new(new Random(3));

    [Fact]
    public void The_same_endpoint_is_asked_again_after_a_wait_below_a_doubling_bound()
    {
        for (var i = 0; i < 1_000; i++)
        {
            policy.WaitBefore(2, Provider, TimeSpan.Zero).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMilliseconds(200));
            policy.WaitBefore(3, Provider, TimeSpan.Zero).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMilliseconds(400));
            policy.WaitBefore(4, Provider, TimeSpan.Zero).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMilliseconds(800));
        }
    }

    [Fact]
    public void Waits_are_spread_and_not_in_step() =>
        Enumerable.Range(0, 100).Select(_ => policy.WaitBefore(2, Provider, TimeSpan.Zero)).Distinct().Count().ShouldBeGreaterThan(90);

    [Fact]
    public void Another_endpoint_is_asked_at_once() => policy.WaitBefore(2, null, TimeSpan.Zero).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Four_attempts_are_all_there_are()
    {
        policy.WaitBefore(5, Provider, TimeSpan.Zero).ShouldBeNull();
        policy.WaitBefore(5, null, TimeSpan.Zero).ShouldBeNull();
    }

    [Fact]
    public void Beyond_its_patience_it_gives_up() => policy.WaitBefore(2, null, RetryPolicy.Patience + TimeSpan.FromSeconds(1)).ShouldBeNull();

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(10, 10.0)]
    [InlineData(11, null)]
    public void A_wish_is_granted_up_to_ten_seconds(int wished, double? granted) =>
        policy.WaitBefore(2, Provider with { RetryAfter = TimeSpan.FromSeconds(wished) }, TimeSpan.Zero).ShouldBe(granted is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    [Fact]
    public void An_endpoint_that_refused_this_gateway_is_not_asked_again() => policy.WaitBefore(2, Operator, TimeSpan.Zero).ShouldBeNull();

    [Fact]
    public void A_callers_fault_and_a_client_that_left_are_final()
    {
        policy.WaitBefore(2, new AttemptFailure(FailureKind.Caller, "bad"), TimeSpan.Zero).ShouldBeNull();
        policy.WaitBefore(2, AttemptFailure.ClientGone, TimeSpan.Zero).ShouldBeNull();
    }
}
