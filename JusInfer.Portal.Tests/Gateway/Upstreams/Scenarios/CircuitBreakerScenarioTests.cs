using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>What calls see of a provider that fails and recovers.</summary>
[Trait("Promise", "P-16")]
[Trait("Promise", "P-24")]
public sealed class CircuitBreakerScenarioTests
{
    private readonly Scenario scenario = new("m@one", "m@two");

    [Fact]
    public void A_failing_endpoint_is_not_called_until_a_probe_succeeds()
    {
        scenario.Call().ShouldBe("m@one answered");

        scenario.Behaves("m@one", Scenario.BadGateway);
        var seen = Enumerable.Range(0, 8).Select(_ => scenario.Call()).ToArray();
        seen.ShouldAllBe(call => call.EndsWith("answered"));
        seen[0].ShouldBe("m@one m@two answered");
        seen[^1].ShouldBe("m@two answered");

        // While the breaker is closed, calls still reach the endpoint and report their failures.
        Open("m@one");
        scenario.Advance(10);
        scenario.Call().ShouldBe("m@one m@two answered");
        scenario.Call().ShouldBe("m@two answered");
        scenario.Advance(15);
        scenario.Call().ShouldBe("m@two answered");

        scenario.Behaves("m@one", always: null);
        scenario.Advance(5);
        scenario.Call().ShouldBe("m@one answered");
        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void Only_one_of_many_calls_is_the_probe()
    {
        Open("m@one");
        scenario.Behaves("m@one", Scenario.BadGateway, seconds: 5);
        scenario.Advance(10);

        var calls = scenario.Calls(50);

        calls.Count(call => call == "m@one m@two answered").ShouldBe(1);
        calls.Count(call => call == "m@two answered").ShouldBe(49);
    }

    [Fact]
    public void A_request_that_the_provider_rejects_does_not_count_as_a_failure()
    {
        scenario.Behaves("m@one", Scenario.BadRequest);
        for (var call = 0; call < 50; call++) scenario.Call().ShouldBe("m@one UPSTREAM_ERROR");

        scenario.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Closed);
        scenario.HealthOf("m@one").ErrorRate.ShouldBeNull();
        scenario.Budget.Remaining.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public void An_endpoint_that_rejects_the_gateways_credential_is_not_called_for_ten_minutes()
    {
        scenario.Behaves("m@one", Scenario.Forbidden);
        scenario.Call().ShouldBe("m@one m@two answered");

        scenario.Advance(595);
        scenario.Call().ShouldBe("m@two answered");

        scenario.Behaves("m@one", always: null);
        scenario.Advance(5);
        scenario.Call().ShouldBe("m@one answered");
    }

    [Fact]
    public void Another_model_is_called_only_after_all_endpoints_of_the_first_model()
    {
        var three = new Scenario("m@one", "m@two", "n@three");
        three.Behaves("m@one", Scenario.BadGateway);
        three.Call().ShouldBe("m@one m@two answered");

        three.Behaves("m@two", Scenario.BadGateway);
        three.Call().ShouldBe("m@one m@two n@three answered");
    }

    [Fact]
    public void A_single_endpoint_is_called_even_if_its_circuit_breaker_is_open()
    {
        var single = new Scenario("m@one");
        single.Behaves("m@one", Scenario.BadGateway);
        for (var call = 0; call < 30; call++) single.Call().ShouldStartWith("m@one");
        single.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Open);

        single.Behaves("m@one", always: null);
        single.Call().ShouldBe("m@one answered");
        single.HealthOf("m@one").State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void If_every_circuit_breaker_is_open_all_endpoints_are_called()
    {
        Open("m@one");
        Open("m@two");

        scenario.Behaves("m@two", Scenario.BadGateway);
        scenario.Behaves("m@one", always: null);

        scenario.Call().ShouldEndWith("answered");
    }

    [Fact]
    public void Runs_with_the_same_input_have_the_same_result()
    {
        Run().ShouldBe(Run());

        static string[] Run()
        {
            var random = new Random(9);
            var run = new Scenario("m@one", "m@two", "n@three");
            foreach (var endpoint in (string[])["m@one", "m@two", "n@three"])
                run.Behaves(endpoint, () => random.Next(4) == 0 ? Scenario.BadGateway : random.Next(9) == 0 ? Scenario.RateLimited(3) : null, seconds: random.NextDouble());
            return [.. Enumerable.Range(0, 200).Select(_ => run.Call())];
        }
    }

    private void Open(string endpoint)
    {
        scenario.Behaves(endpoint, Scenario.BadGateway);
        for (var call = 0; call < 20 && scenario.HealthOf(endpoint).State != CircuitBreakerState.Open; call++) scenario.Call();
        scenario.HealthOf(endpoint).State.ShouldBe(CircuitBreakerState.Open);
    }
}
