namespace JusInfer.Portal.Tests.Gateway.Upstreams.Scenarios;

/// <summary>An outage is not made worse by those who suffer from it.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryStormTests
{
    private const int Calls = 1_000;
    private const int Floor = 20;

    [Fact]
    public void A_thousand_calls_one_after_the_other_ask_a_dead_provider_hardly_more_often()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.Dead, seconds: 0);

        for (var call = 0; call < Calls; call++) scenario.Call().ShouldEndWith("UPSTREAM_ERROR");

        scenario.Log.Count.ShouldBeInRange(Calls + Floor, (Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void A_thousand_calls_at_once_ask_a_dead_provider_hardly_more_often()
    {
        var scenario = new Scenario("m@one");
        scenario.Behaves("m@one", Scenario.Dead);

        scenario.Calls(Calls).ShouldAllBe(call => call.EndsWith("UPSTREAM_ERROR"));

        scenario.Log.Count.ShouldBe((Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void Where_every_provider_is_dead_a_second_one_is_no_way_around_the_budget()
    {
        var scenario = new Scenario("m@one", "m@two", "n@three");
        foreach (var endpoint in (string[])["m@one", "m@two", "n@three"]) scenario.Behaves(endpoint, Scenario.Dead);

        scenario.Calls(Calls).ShouldAllBe(call => call.EndsWith("UPSTREAM_ERROR"));

        scenario.Log.Count.ShouldBe((Calls * 11 / 10) + Floor);
    }

    [Fact]
    public void Where_another_provider_lives_the_dead_one_takes_few_calls_with_it()
    {
        var scenario = new Scenario("m@one", "m@two");
        scenario.Behaves("m@one", Scenario.Dead);

        var answered = 0;
        for (var call = 0; call < Calls; call++) answered += scenario.Call().EndsWith("answered", StringComparison.Ordinal) ? 1 : 0;

        answered.ShouldBe(Calls);
        scenario.Log.Count(question => question.Endpoint == "m@one").ShouldBeLessThan(30);
    }

    [Fact]
    public void A_small_installation_retries_all_the_same()
    {
        var scenario = new Scenario("m@one");
        for (var minute = 0; minute < 5; minute++)
        {
            var fails = 2;
            scenario.Behaves("m@one", () => fails-- > 0 ? Scenario.Dead : null);
            scenario.Call().ShouldBe("m@one m@one m@one answered");
            scenario.Pass(60);
        }
    }
}
