using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class PriorsSectionTests : PanelTestContext
{
    private ImmutableArray<Model> Models => Services.GetRequiredService<CatalogSource>().Current.Models;

    [Fact]
    public void Own_results_are_the_first_row_with_rate_and_tasks_in_the_column_of_their_kind_of_work()
    {
        Report(3);

        var section = Render<PriorsSection>();

        section.FindAll("thead th").Take(2).Select(static cell => cell.TextContent.Trim()).ShouldBe(["Model", "fix/python"]);
        var row = section.Find("tbody tr");
        row.Children[0].TextContent.Trim().ShouldBe("openai/gpt-5");
        row.Children[1].TextContent.Trim().ShouldBe("33% own of 3 tasks");
    }

    [Fact]
    public void A_model_has_one_row_with_its_own_result_above_that_of_the_catalog()
    {
        var published = Models.First(static model => !model.Priors.IsEmpty);
        var prior = published.Priors[0];
        Report(1, published.Id, prior.Domain.ToString());

        var row = Render<PriorsSection>().FindAll("tbody tr").Single(row => row.Children[0].TextContent.Trim() == published.Id);

        row.QuerySelectorAll("td")[0].QuerySelectorAll(".result").Select(static result => result.TextContent.Trim()).ShouldBe(
            ["100% own of 1 task", $"{NumberFormat.Percent(prior.ResolveRate)} of {prior.Tasks} tasks"]);
    }

    [Fact]
    public void Without_own_results_the_catalog_has_some_with_their_source_and_there_is_nothing_to_reset()
    {
        var section = Render<PriorsSection>();

        section.FindAll("tbody tr").Count.ShouldBe(Models.Count(static model => !model.Priors.IsEmpty));
        section.FindAll(".result").ShouldAllBe(static result => !result.TextContent.Contains("own"));
        section.FindAll(".source a").Select(static link => link.GetAttribute("href")).ShouldBe(
            Models.SelectMany(static model => model.Priors).Select(static prior => prior.Source).Distinct());
        section.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void Members_who_are_no_owners_cannot_reset_them()
    {
        Report(1);
        SignIn(Team.Admin);

        Render<PriorsSection>().FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_owner_resets_them_after_a_confirmation()
    {
        Report(1);
        var panel = Render<TeamPanel>();
        var reset = panel.WaitForElement("section[aria-labelledby=priors-title] button");

        reset.Click();
        await Feedback.DidNotReceiveWithAnyArgs().RemoveResultsAsync(default, default);
        panel.FindAll("[role=dialog] button").Single(static button => button.TextContent.Trim() == "Reset own results").Click();

        await Feedback.Received().RemoveResultsAsync(Team.Team.Id, Arg.Any<CancellationToken>());
    }

    private void Report(int sessions, string model = "openai/gpt-5", string domain = "fix/python") => Feedback.ListResultsAsync(Team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(
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
