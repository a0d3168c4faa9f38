namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>The retry budget limits the load on failing providers.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryStormTests
{
    private const int Calls = 1_000;
    private const int Floor = 20;

    [Fact]
    public void A_thousand_sequential_calls_send_at_most_a_tenth_more_requests_to_a_failing_provider()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.BadGateway, seconds: 0);

        for (var call = 0; call < Calls; call++) scenario.Call().ShouldEndWith("UPSTREAM_ERROR");

        scenario.Requests.Count.ShouldBeInRange(Calls + Floor, (Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void A_thousand_concurrent_calls_send_a_tenth_more_requests_to_a_failing_provider()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.BadGateway);

        scenario.Calls(Calls).ShouldAllBe(call => call.EndsWith("UPSTREAM_ERROR"));

        scenario.Requests.Count.ShouldBe((Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void If_all_providers_fail_the_budget_covers_the_requests_to_all_of_them()
    {
        var scenario = new Scenario("m@one", "m@two", "n@three");
        foreach (var endpoint in (string[])["m@one", "m@two", "n@three"]) scenario.Behaves(endpoint, Scenario.BadGateway);

        scenario.Calls(Calls).ShouldAllBe(call => call.EndsWith("UPSTREAM_ERROR"));

        scenario.Requests.Count.ShouldBe((Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void If_another_provider_works_all_calls_succeed_and_few_reach_the_failing_one()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.BadGateway);

        var answered = 0;
        for (var call = 0; call < Calls; call++) answered += scenario.Call().EndsWith("answered", StringComparison.Ordinal) ? 1 : 0;

        answered.ShouldBe(Calls);
        scenario.Requests.Count(request => request.Endpoint == "m@one").ShouldBeLessThan(30);
    }

    [Fact]
    public void A_small_installation_can_retry_too()
    {
        var scenario = new Scenario("m@one");
        for (var minute = 0; minute < 5; minute++)
        {
            var fails = 2;
            scenario.Behaves("m@one", () => fails-- > 0 ? Scenario.BadGateway : null);
            scenario.Call().ShouldBe("m@one m@one m@one answered");
            scenario.Advance(60);
        }
    }
}
