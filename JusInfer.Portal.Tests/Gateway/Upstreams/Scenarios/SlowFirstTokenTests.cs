using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>An endpoint with late first tokens does not count as failing, but a faster one is called before it.</summary>
[Trait("Promise", "P-16")]
public sealed class SlowFirstTokenTests
{
    private readonly Scenario scenario = new("m@one", "m@two");

    [Fact]
    public void Late_first_tokens_that_are_delivered_do_not_open_the_circuit_breaker()
    {
        scenario.Behaves("m@one", always: null, seconds: 29);

        scenario.Calls(10).ShouldAllBe(call => call == "m@one answered");

        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Closed);
        scenario.HealthOf("m@one").LastFailure.ShouldBeNull();
    }

    [Fact]
    public void The_faster_endpoint_is_called_first_once_it_has_been_measured()
    {
        scenario.Behaves("m@one", always: null, seconds: 6);
        scenario.Call().ShouldBe("m@one answered");
        scenario.Call().ShouldBe("m@one answered");

        var fails = 1;
        scenario.Behaves("m@one", () => fails-- > 0 ? Scenario.BadGateway : null, seconds: 6);
        scenario.Call().ShouldBe("m@one m@two answered");

        scenario.Call().ShouldBe("m@two answered");
    }

    [Fact]
    public void Old_measurements_expire_and_the_catalogs_order_applies_again()
    {
        The_faster_endpoint_is_called_first_once_it_has_been_measured();

        scenario.Advance(660);

        scenario.Call().ShouldBe("m@one answered");
    }
}
