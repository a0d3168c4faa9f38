using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>A provider dies and comes back, and what calls see of it.</summary>
[Trait("Promise", "P-16")]
[Trait("Promise", "P-24")]
public sealed class CircuitBreakerLifeTests
{
    private readonly Scenario scenario = new("m@one", "m@two");

    [Fact]
    public void Calls_keep_away_from_a_dead_endpoint_until_one_finds_it_alive()
    {
        scenario.Call().ShouldBe("m@one answered");

        scenario.Behaves("m@one", Scenario.Dead);
        var seen = Enumerable.Range(0, 8).Select(_ => scenario.Call()).ToArray();
        seen.ShouldAllBe(call => call.EndsWith("answered"));
        seen[0].ShouldBe("m@one m@two answered");
        seen[^1].ShouldBe("m@two answered");

        // Its breaker is told the truth by the calls that still ask there.
        Open("m@one");
        scenario.Pass(10);
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.Call().ShouldBe("m@two answered");
        scenario.Pass(15);
        scenario.Call().ShouldBe("m@two answered");

        scenario.Behaves("m@one", always: null);
        scenario.Pass(5);
        scenario.Call().ShouldBe("m@one answered");
        scenario.Standing("m@one").State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void One_call_alone_is_the_probe()
    {
        Open("m@one");
        scenario.Behaves("m@one", Scenario.Dead, seconds: 5);
        scenario.Pass(10);

        var calls = scenario.Calls(50);

        calls.Count(call => call == "m@one m@two answered").ShouldBe(1);
        calls.Count(call => call == "m@two answered").ShouldBe(49);
    }

    [Fact]
    public void A_callers_fault_never_counts()
    {
        scenario.Behaves("m@one", Scenario.BadRequest);
        for (var call = 0; call < 50; call++) scenario.Call().ShouldBe("m@one UPSTREAM_ERROR");

        scenario.Standing("m@one").State.ShouldBe(CircuitBreakerState.Closed);
        scenario.Standing("m@one").ErrorRate.ShouldBeNull();
        scenario.Budget.Left.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public void An_endpoint_that_refuses_this_gateway_is_left_alone_for_ten_minutes()
    {
        scenario.Behaves("m@one", Scenario.Forbidden);
        scenario.Call().ShouldBe("m@one m@two answered");

        scenario.Pass(595);
        scenario.Call().ShouldBe("m@two answered");

        scenario.Behaves("m@one", always: null);
        scenario.Pass(5);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void Another_model_is_asked_only_after_the_same_one_elsewhere()
    {
        var three = new Scenario("m@one", "m@two", "n@three");
        three.Behaves("m@one", Scenario.Dead);
        three.Call().ShouldBe("m@one m@two answered");

        three.Behaves("m@two", Scenario.Dead);
        three.Call().ShouldBe("m@one m@two n@three answered");
    }

    [Fact]
    public void The_last_endpoint_left_is_asked_whatever_its_breaker_says()
    {
        var alone = new Scenario("m@one");
        alone.Behaves("m@one", Scenario.Dead);
        for (var call = 0; call < 30; call++) alone.Call().ShouldStartWith("m@one");
        alone.Standing("m@one").State.ShouldBe(CircuitBreakerState.Open);

        alone.Behaves("m@one", always: null);
        alone.Call().ShouldBe("m@one answered");
        alone.Standing("m@one").State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void Where_every_breaker_is_open_every_endpoint_is_asked()
    {
        Open("m@one");
        Open("m@two");

        scenario.Behaves("m@two", Scenario.Dead);
        scenario.Behaves("m@one", always: null);

        scenario.Call().ShouldEndWith("answered");
    }

    [Fact]
    public void The_same_history_ends_the_same_way()
    {
        Story().ShouldBe(Story());

        static string[] Story()
        {
            var random = new Random(9);
            var told = new Scenario("m@one", "m@two", "n@three");
            foreach (var endpoint in (string[])["m@one", "m@two", "n@three"])
                told.Behaves(endpoint, () => random.Next(4) == 0 ? Scenario.Dead : random.Next(9) == 0 ? Scenario.Limited(3) : null, seconds: random.NextDouble());
            return [.. Enumerable.Range(0, 200).Select(_ => told.Call())];
        }
    }

    private void Open(string endpoint)
    {
        scenario.Behaves(endpoint, Scenario.Dead);
        for (var call = 0; call < 20 && scenario.Standing(endpoint).State != CircuitBreakerState.Open; call++) scenario.Call();
        scenario.Standing(endpoint).State.ShouldBe(CircuitBreakerState.Open);
    }
}
