using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>A provider that limits this gateway says when to come back, and is taken at its word.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryAfterTests
{
    [Fact]
    public void It_is_asked_again_when_it_said_and_not_before()
    {
        var scenario = new Scenario("m@one");
        var limited = true;
        scenario.Behaves("m@one", () => limited ? Once(Scenario.Limited(4)) : null);

        scenario.Call().ShouldBe("m@one m@one answered");

        (scenario.Log[1].At - scenario.Log[0].At).ShouldBeInRange(TimeSpan.FromSeconds(4.2), TimeSpan.FromSeconds(4.3));

        T Once<T>(T failure)
        {
            limited = false;
            return failure;
        }
    }

    [Fact]
    public void Nobody_waits_where_another_endpoint_can_answer()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.Limited(4));

        scenario.Call().ShouldBe("m@one m@two answered");

        (scenario.Log[1].At - scenario.Log[0].At).ShouldBeLessThan(TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public void A_wish_that_is_longer_than_what_is_left_ends_the_call_at_once()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.Limited(60));
        var before = scenario.Time.GetUtcNow();

        scenario.Call().ShouldBe("m@one UPSTREAM_ERROR");

        (scenario.Time.GetUtcNow() - before).ShouldBeLessThan(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void Other_calls_keep_away_for_just_that_time()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.Limited(90));
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.Standing("m@one").State.ShouldBe(CircuitBreakerState.Open);
        scenario.Behaves("m@one", always: null);

        scenario.Pass(88);
        scenario.Call().ShouldBe("m@two answered");
        scenario.Pass(2);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void No_wish_is_believed_for_longer_than_an_hour()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.Limited(86_400));
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.Behaves("m@one", always: null);

        scenario.Pass(3_590);
        scenario.Call().ShouldBe("m@two answered");
        scenario.Pass(10);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void All_attempts_share_one_patience()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.Dead, seconds: 30);
        scenario.Behaves("m@two", Scenario.Dead, seconds: 30);

        scenario.Call().ShouldBe("m@one m@two UPSTREAM_ERROR");
    }
}
