using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class ProvidersPageTests : PanelTestContext
{
    private const string Model = "openai/gpt-5";

    public ProvidersPageTests()
    {
        ComponentFactories.AddStub<PageTitle>();
        Services.AddMetrics().AddSingleton<ResumptionCounters>().AddSingleton<EndpointHealthRegistry>().AddSingleton<ProviderHealth>().AddSingleton(new RetryBudget(20, Time));
    }

    [Fact]
    public void For_a_user_who_is_not_an_operator_the_page_does_not_exist()
    {
        var missing = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missing = true;

        Render<ProvidersPage>().Markup.Trim().ShouldBeEmpty();

        missing.ShouldBeTrue();
        Render<ProvidersPanel>().FindAll("section").ShouldBeEmpty();
    }

    [Fact]
    public void An_operator_sees_the_endpoints_that_were_called()
    {
        MakeOwnerAnOperator();
        var panel = Render<ProvidersPanel>();
        panel.Markup.ShouldContain("No data yet");
        panel.Find(".empty a").GetAttribute("href").ShouldBe("/developer/playground");
        panel.Find(".toolbar").TextContent.ShouldContain("Retry budget left this minute: 20");

        Fail(5);
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() =>
        {
            var row = panel.Find("tbody tr");
            row.TextContent.ShouldContain(Model);
            row.QuerySelector(".tag")!.TextContent.ShouldBe("open");
            row.TextContent.ShouldContain("retry in 8.0\u202Fs");
            row.TextContent.ShouldContain("failed (502)");
        });
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_is_described_in_a_sentence(string reason) =>
        ResumptionDescriptions.Describe(reason).ShouldMatch("^[A-Z].*[.]$");

    public static TheoryData<string> Reasons() =>
        [.. Enum.GetValues<ResumeBlocker>().Where(static blocker => blocker != ResumeBlocker.None).Select(static blocker => blocker.Code()), "nobody", "client_left"];

    [Fact]
    [Trait("Promise", "P-3")]
    public void The_open_page_leads_to_the_sign_in_form_when_its_session_ends()
    {
        MakeOwnerAnOperator();
        var panel = Render<ProvidersPanel>();
        panel.FindAll("section").ShouldNotBeEmpty();

        SignInSessionStore.All.Clear();
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/login"));
    }

    [Fact]
    public void On_a_phone_the_last_failure_is_below_the_endpoint()
    {
        MakeOwnerAnOperator();
        Fail(1);

        Render<ProvidersPanel>().Find("tbody th .narrow").TextContent.ShouldStartWith("last failure: failed (502)");
    }

    [Fact]
    public void Resetting_a_circuit_breaker_closes_it()
    {
        MakeOwnerAnOperator();
        Fail(5);
        var panel = Render<ProvidersPanel>();

        panel.Find("button").Click();

        panel.FindAll("button").ShouldBeEmpty();
        Health().Snapshot.State.ShouldBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public void Two_endpoints_of_one_provider_are_two_rows_and_each_is_reset_by_itself()
    {
        MakeOwnerAnOperator();
        var folder = Directory.CreateTempSubdirectory();
        var file = File.ReadAllBytes(new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:large", "alpha:small"]).WriteTo(folder.FullName));
        folder.Delete(recursive: true);
        Services.AddCatalog(_ => CatalogReader.Read(file, Tests.Catalog.CatalogFile.Dialects, static _ => "credential").Value);
        var endpoints = Services.GetRequiredService<CatalogSnapshot>().Models[0].UsableEndpoints.Select(Services.GetRequiredService<EndpointHealthRegistry>().Get).ToList();
        foreach (var endpoint in endpoints)
        {
            var cut = AttemptFailure.OfProvider("cut") with { IsLost = true };
            for (var failure = 0; failure < 5; failure++) endpoint.ReportInterruption(default, cut);
        }

        var panel = Render<ProvidersPanel>();

        panel.FindAll("tbody th").Select(static name => name.TextContent.Trim()).ShouldAllBe(static name => name.StartsWith("test/model at alpha as ", StringComparison.Ordinal));
        panel.Find("[aria-label='Reset the circuit breaker of test/model at alpha as small']").Click();
        panel.FindAll("button").Count.ShouldBe(1);
        endpoints.Select(static endpoint => endpoint.Snapshot.State).ShouldBe([CircuitBreakerState.Open, CircuitBreakerState.Closed]);
    }

    [Fact]
    public void The_last_failure_has_what_the_provider_says()
    {
        MakeOwnerAnOperator();
        Health().ReportInterruption(default, AttemptFailure.OfProvider("") with { ProviderMessage = "project 4711 is out of order" });

        Render<ProvidersPanel>().Find("tbody").TextContent.ShouldContain("project 4711 is out of order");
    }

    [Fact]
    public void A_reset_that_is_rejected_says_why()
    {
        MakeOwnerAnOperator();
        Fail(5);
        var panel = Render<ProvidersPanel>();
        var source = Services.GetRequiredService<CatalogSource>();
        source.Replace(source.File, wasConnected: true); // No provider is connected any more, so the simulator is no provider either.

        panel.Find("button").Click();

        panel.Find(".mud-alert-outlined-error").TextContent.ShouldBe("The catalog has no such endpoint.");
    }

    [Fact]
    public void An_operator_sees_the_outcomes_of_interrupted_streams()
    {
        MakeOwnerAnOperator();
        var panel = Render<ProvidersPanel>();
        panel.Find("#resumptions-title").ParentElement!.TextContent.ShouldContain("No stream has been interrupted");
        var counters = Services.GetRequiredService<ResumptionCounters>();
        counters.Attempted();
        counters.Finished();
        counters.NotAttempted("opted_out");

        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => panel.Find("#resumptions-title").ParentElement!.QuerySelectorAll("tbody tr").Select(static row => string.Join('|', row.Children.Select(static cell => cell.TextContent.Trim())))
            .ShouldBe(["Resumption tried||1", "Resumed to the end||1", "Not resumed|The caller opted out of resumption.opted_out|1"]));
    }

    [Fact]
    public void A_healthy_endpoint_shows_its_time_to_the_first_token()
    {
        MakeOwnerAnOperator();
        var attempt = Health().TryBegin(Team.Team.Id, ignoreBreaker: false)!.Value;
        Health().ReportSuccess(attempt, TimeSpan.FromMilliseconds(840));

        var panel = Render<ProvidersPanel>();

        panel.Find("tbody tr").TextContent.ShouldContain("840\u202Fms");
        panel.Find("tbody tr .tag").TextContent.ShouldBe("closed");
    }

    private void MakeOwnerAnOperator() => OperatorStore.First = Team.Owner.UserId;

    private EndpointHealth Health()
    {
        var model = Services.GetRequiredService<CatalogSnapshot>().Models.Single(known => known.Id == Model);
        return Services.GetRequiredService<EndpointHealthRegistry>().Get(model.UsableEndpoints[0]);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) Health().ReportFailure(Health().TryBegin(Team.Team.Id, ignoreBreaker: true)!.Value, AttemptFailure.OfProvider("said planted words") with { Status = 502 });
    }
}
