using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class RoutingPanelTests : PanelTestContext
{
    private ImmutableArray<Model> Models => Services.GetRequiredService<CatalogSource>().Current.Models;

    [Fact]
    public void Own_results_are_the_first_row_with_rate_and_tasks_in_the_column_of_their_kind_of_work()
    {
        Report(3);

        var section = Render<RoutingPanel>();

        section.FindAll("thead th").Take(3).Select(static cell => cell.TextContent).ShouldBe(["Model", "From", "fix/python"]);
        var row = section.Find("tbody tr");
        row.Children.Take(3).Select(static cell => cell.TextContent.Trim()).ShouldBe(["openai/gpt-5", "own", "33% of 3 tasks"]);
    }

    [Fact]
    public void A_model_has_a_row_with_its_own_result_above_that_of_the_catalog()
    {
        var published = Models.First(static model => !model.Priors.IsEmpty);
        var prior = published.Priors[0];
        Report(1, published.Id, prior.Domain.ToString());

        var panel = Render<RoutingPanel>();

        var column = panel.FindAll("thead th").Index().Single(cell => cell.Item.TextContent == prior.Domain.ToString()).Index;
        panel.FindAll("tbody tr").Where(row => row.Children[0].TextContent.Trim() == published.Id)
            .Select(row => (row.Children[1].TextContent, row.Children[column].TextContent.Trim())).ShouldBe(
                [("own", "100% of 1 task"), ("benchmarks", $"{NumberFormat.Percent(prior.ResolveRate)} of {prior.Tasks} tasks")]);
    }

    [Fact]
    public void Without_own_results_the_catalog_has_some_with_their_source_and_there_is_nothing_to_reset()
    {
        var section = Render<RoutingPanel>();

        section.FindAll("tbody tr").Count.ShouldBe(Models.Count(static model => !model.Priors.IsEmpty));
        section.FindAll("tbody tr").ShouldAllBe(static row => row.Children[1].TextContent == "benchmarks");
        section.FindAll("section[aria-labelledby=priors-title] p a[rel=noopener]").Select(static link => link.GetAttribute("href"))
            .ShouldBe(Models.SelectMany(static model => model.Priors).Select(static prior => prior.Source).Distinct());
        section.FindAll("button").ShouldNotContain(static button => button.TextContent.Contains("Reset"));
    }

    [Fact]
    public void Members_who_are_no_owners_cannot_reset_them()
    {
        Report(1);
        SignIn(Team.Admin);

        Render<RoutingPanel>().FindAll("section button").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_owner_resets_them_after_a_confirmation()
    {
        Report(1);
        var panel = Render<RoutingPanel>();
        var reset = panel.WaitForElement("section[aria-labelledby=priors-title] button");

        reset.Click();
        await Feedback.DidNotReceiveWithAnyArgs().RemoveResultsAsync(default, default);
        panel.FindAll("[role=dialog] button").Single(static button => button.TextContent.Trim() == "Reset own results").Click();

        await Feedback.Received().RemoveResultsAsync(Team.Team.Id, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_savings_of_the_month_are_beside_the_rules_of_automatic_routing()
    {
        Render<RoutingPanel>().Find("section[aria-labelledby=routing-title]").TextContent
            .ShouldContain("no call could be compared with the baseline yet");
        Call(await MintAsync("laptop"));

        var section = Render<RoutingPanel>().Find("section[aria-labelledby=routing-title]");

        section.TextContent
            .ShouldContain("All calls of this month, those that name a model included: Saved $0.060 of the $0.080 that the ");
        section.TextContent.ShouldContain("that the same tokens cost on anthropic/claude-sonnet-4.5, with the prompt caches");
        section.QuerySelector("a[href='/developer/usage?range=month']").ShouldNotBeNull();
        Team.Store.Teams[0] = Team.Store.Teams[0] with { Routing = Team.Store.Teams[0].Routing with { Baseline = "openai/gpt-5" } };
        Render<RoutingPanel>().Find("section[aria-labelledby=routing-title]").TextContent
            .ShouldContain("that the same tokens cost on openai/gpt-5");
    }

    [Fact]
    public void An_owner_changes_automatic_routing()
    {
        var panel = Render<RoutingPanel>();
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("anthropic/claude-sonnet-4.5 (the catalog's)");

        panel.FindAll("button").Single(static button => button.TextContent == "Change routing").Click();
        panel.WaitForElement("#routing-control").Change("5");
        panel.Find("#routing-baseline").Change("openai/gtp-5");
        panel.Find("#routing-session-hint").TextContent.ShouldContain("completed less often");
        panel.Find("#routing-session").Change(true);
        panel.Find("#routing-margin").Change("30");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#routing-baseline-error").TextContent.ShouldContain("There is no model 'openai/gtp-5'.");
        panel.Find("#routing-margin-error").TextContent.ShouldContain("The margin");

        panel.Find("#routing-baseline").Change("openai/gpt-5");
        panel.Find("#routing-margin").Change("");
        panel.Find("[role=dialog] form").Submit();

        var routing = Team.Store.Teams.Single(team => team.Id == Team.Team.Id).Routing;
        (routing.Baseline, routing.ControlPercent, routing.SessionModel, routing.SessionPercent, routing.MarginPoints)
            .ShouldBe(("openai/gpt-5", 5, true, 10, null));
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("5 % of the sessions");
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("for 10 % of the other sessions");
    }

    [Fact]
    public void Only_owners_change_automatic_routing()
    {
        SignIn(Team.Admin);
        Render<RoutingPanel>().FindAll("button").ShouldNotContain(static button => button.TextContent == "Change routing");
    }

    private void Report(int sessions, string model = "openai/gpt-5", string domain = "fix/python") =>
        Feedback.ListResultsAsync(Team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(
    [
        .. Enumerable.Range(0, sessions).Select(number => new FeedbackReport
        {
            TeamId = Team.Team.Id,
            Subject = FeedbackSubject.Session,
            SubjectId = $"{number}",
            Reporter = "key",
            Ok = number == 0,
            At = Time.GetUtcNow(),
            RunId = $"{number}",
            Model = model,
            Domain = domain,
        }),
    ]);
}
