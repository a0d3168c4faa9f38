using Bunit;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class ProvidersPageTests : Bench
{
    private const string Model = "openai/gpt-5";

    public ProvidersPageTests()
    {
        ComponentFactories.AddStub<PageTitle>();
        Services.AddMetrics().AddSingleton<ResumptionCounters>().AddSingleton<EndpointHealthRegistry>().AddSingleton<ProviderHealth>().AddSingleton(new RetryBudget(20, Time));
    }

    [Fact]
    public void To_anyone_but_an_operator_there_is_no_such_page()
    {
        var missing = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missing = true;

        Render<ProvidersPage>().Markup.Trim().ShouldBeEmpty();

        missing.ShouldBeTrue();
        Render<ProvidersBoard>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void An_operator_sees_every_provider_and_the_endpoints_that_were_asked()
    {
        Operate();
        var board = Render<ProvidersBoard>();
        board.Markup.ShouldContain("Nothing is known yet");
        board.Find(".toolbar").TextContent.ShouldContain("Retries left this minute: 20");

        Fail(5);
        Time.Advance(TimeSpan.FromSeconds(2));

        board.WaitForAssertion(() =>
        {
            var row = board.Find("tbody tr");
            row.TextContent.ShouldContain(Model);
            row.QuerySelector(".tag")!.TextContent.ShouldBe("left alone");
            row.TextContent.ShouldContain("tried in 8.0\u202Fs");
            row.TextContent.ShouldContain("failed, 502");
        });
        board.Find("#providers-title").ParentElement!.TextContent.ShouldContain("anthropic");
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_is_explained_in_a_sentence(string reason) =>
        ResumptionDescriptions.Explain(reason).ShouldMatch("^[A-Z].*[.]$");

    public static TheoryData<string> Reasons() =>
        [.. Enum.GetValues<ResumeBlocker>().Where(static obstacle => obstacle != ResumeBlocker.None).Select(static obstacle => obstacle.Code()), "nobody", "client_left"];

    [Fact]
    public void On_a_phone_the_last_failure_stands_beneath_the_endpoint()
    {
        Operate();
        Fail(1);

        Render<ProvidersBoard>().Find("tbody th .narrow").TextContent.ShouldStartWith("last failure: failed, 502");
    }

    [Fact]
    public void Who_mended_an_endpoint_has_it_asked_again_at_once()
    {
        Operate();
        Fail(5);
        var board = Render<ProvidersBoard>();

        board.Find("button").Click();

        board.FindAll("button").ShouldBeEmpty();
        Health().Standing.State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void An_operator_sees_what_came_of_answers_that_broke_off()
    {
        Operate();
        var board = Render<ProvidersBoard>();
        board.Find("#resumptions-title").ParentElement!.TextContent.ShouldContain("No answer has broken off");
        var counters = Services.GetRequiredService<ResumptionCounters>();
        counters.Attempted();
        counters.Finished();
        counters.NotAttempted("opted_out");

        Time.Advance(TimeSpan.FromSeconds(2));

        board.WaitForAssertion(() => board.Find("#resumptions-title").ParentElement!.QuerySelectorAll("tbody tr").Select(static row => string.Join('|', row.Children.Select(static cell => cell.TextContent.Trim())))
            .ShouldBe(["attempted||1", "finished||1", "refused|The caller had forbidden it.opted_out|1"]));
    }

    [Fact]
    public void An_endpoint_that_is_in_use_shows_how_fast_it_is()
    {
        Operate();
        var visit = Health().Begin(regardless: false)!.Value;
        Health().Answered(visit, TimeSpan.FromMilliseconds(840));

        var board = Render<ProvidersBoard>();

        board.Find("tbody tr").TextContent.ShouldContain("840\u202Fms");
        board.Find("tbody tr .tag").TextContent.ShouldBe("in use");
    }

    private void Operate() => Services.AddSingleton(new OperatorOptions { Emails = [Team.Owner.Email] });

    private EndpointHealth Health()
    {
        var model = Services.GetRequiredService<CatalogSnapshot>().Models.Single(known => known.Id == Model);
        return Services.GetRequiredService<EndpointHealthRegistry>().Of(model.UsableEndpoints[0]);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) Health().Failed(Health().Begin(regardless: true)!.Value, AttemptFailure.OfProvider("said planted words") with { Status = 502 });
    }
}
