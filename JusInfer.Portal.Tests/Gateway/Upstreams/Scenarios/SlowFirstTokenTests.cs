using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>An endpoint that answers too late is as good as one that fails; one that is merely slower loses its place to a quicker one.</summary>
[Trait("Promise", "P-16")]
public sealed class SlowFirstTokenTests
{
    private readonly Scenario scenario = new("m@one", "m@two");

    [Fact]
    public void First_tokens_that_come_too_late_open_the_breaker_too()
    {
        scenario.Behaves("m@one", always: null, seconds: 16);

        scenario.Calls(5).ShouldAllBe(call => call == "m@one answered");

        scenario.Standing("m@one").State.ShouldBe(CircuitBreakerState.Open);
        scenario.Standing("m@one").LastFailure!.Value.Outcome.ShouldBe(AttemptOutcome.TimedOut);
        scenario.Call().ShouldBe("m@two answered");
    }

    [Fact]
    public void A_probe_that_answers_late_is_no_recovery()
    {
        scenario.Behaves("m@one", always: null, seconds: 16);
        scenario.Calls(5);
        scenario.Pass(10);

        scenario.Call().ShouldBe("m@one answered");

        scenario.Standing("m@one").State.ShouldBe(CircuitBreakerState.Open);
    }

    [Fact]
    public void The_quicker_endpoint_goes_first_once_it_is_known()
    {
        scenario.Behaves("m@one", always: null, seconds: 6);
        scenario.Call().ShouldBe("m@one answered");
        scenario.Call().ShouldBe("m@one answered");

        var fails = 1;
        scenario.Behaves("m@one", () => fails-- > 0 ? Scenario.Dead : null, seconds: 6);
        scenario.Call().ShouldBe("m@one m@two answered");

        scenario.Call().ShouldBe("m@two answered");
    }

    [Fact]
    public void What_was_measured_long_ago_is_forgotten_and_the_catalogs_order_stands_again()
    {
        The_quicker_endpoint_goes_first_once_it_is_known();

        scenario.Pass(660);

        scenario.Call().ShouldBe("m@one answered");
    }
}
