using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>The retry-after time of a rate-limited provider is respected.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryAfterTests
{
    [Fact]
    public void The_endpoint_is_called_again_after_its_retry_after_time()
    {
        var scenario = new Scenario("m@one");
        var limited = true;
        scenario.Behaves("m@one", () => limited ? Once(Scenario.RateLimited(4)) : null);

        scenario.Call().ShouldBe("m@one m@one answered");

        (scenario.Requests[1].At - scenario.Requests[0].At).ShouldBeInRange(TimeSpan.FromSeconds(4.2), TimeSpan.FromSeconds(4.3));

        T Once<T>(T failure)
        {
            limited = false;
            return failure;
        }
    }

    [Fact]
    public void A_call_does_not_wait_if_another_endpoint_can_answer()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.RateLimited(4));

        scenario.Call().ShouldBe("m@one m@two answered");

        (scenario.Requests[1].At - scenario.Requests[0].At).ShouldBeLessThan(TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public void A_retry_after_time_beyond_the_retry_window_ends_the_call_at_once()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.RateLimited(60));
        var before = scenario.Time.GetUtcNow();

        scenario.Call().ShouldBe("m@one UPSTREAM_ERROR");

        (scenario.Time.GetUtcNow() - before).ShouldBeLessThan(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void Other_calls_avoid_the_endpoint_for_exactly_that_time()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.RateLimited(90));
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Open);
        scenario.Behaves("m@one", always: null);

        scenario.Advance(88);
        scenario.Call().ShouldBe("m@two answered");
        scenario.Advance(2);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void A_retry_after_time_is_capped_at_one_hour()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.RateLimited(86_400));
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.Behaves("m@one", always: null);

        scenario.Advance(3_590);
        scenario.Call().ShouldBe("m@two answered");
        scenario.Advance(10);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void All_attempts_share_one_retry_window()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.BadGateway, seconds: 30);
        scenario.Behaves("m@two", Scenario.BadGateway, seconds: 30);

        scenario.Call().ShouldBe("m@one m@two UPSTREAM_ERROR");
    }
}
