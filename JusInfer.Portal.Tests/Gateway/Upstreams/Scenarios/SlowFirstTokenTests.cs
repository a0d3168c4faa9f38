using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>An endpoint whose first token is too late counts as failing; a slower endpoint is called after a faster one.</summary>
[Trait("Promise", "P-16")]
public sealed class SlowFirstTokenTests
{
    private readonly Scenario scenario = new("m@one", "m@two");

    [Fact]
    public void Late_first_tokens_open_the_circuit_breaker()
    {
        scenario.Behaves("m@one", always: null, seconds: 16);

        scenario.Calls(5).ShouldAllBe(call => call == "m@one answered");

        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Open);
        scenario.HealthOf("m@one").LastFailure!.Value.Outcome.ShouldBe(AttemptOutcome.TimedOut);
        scenario.Call().ShouldBe("m@two answered");
    }

    [Fact]
    public void A_probe_with_a_late_first_token_does_not_close_the_circuit_breaker()
    {
        scenario.Behaves("m@one", always: null, seconds: 16);
        scenario.Calls(5);
        scenario.Advance(10);

        scenario.Call().ShouldBe("m@one answered");

        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Open);
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
