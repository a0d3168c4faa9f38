using Bunit;
using JusInfer.Portal.Components.Developer.Team;
using JusInfer.Portal.Feedback;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class PriorsSectionTests : PanelTestContext
{
    [Fact]
    public void Own_results_are_listed_with_tasks_rate_and_source()
    {
        Report(3);

        var row = Render<PriorsSection>().Find("tbody tr");

        row.Children.Select(static cell => cell.TextContent.Trim()).ShouldBe(["openai/gpt-5", "fix/python", "3", "33%", "own"]);
    }

    [Fact]
    public void Without_own_results_the_catalog_has_some_and_there_is_nothing_to_reset()
    {
        var section = Render<PriorsSection>();

        section.FindAll("tbody tr").Select(static row => row.Children[4].TextContent.Trim()).Distinct().ShouldHaveSingleItem().ShouldNotBe("own");
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

        await Feedback.Received().RemoveResultsAsync(Team.Tenant.Id, Arg.Any<CancellationToken>());
    }

    private void Report(int sessions) => Feedback.ListResultsAsync(Team.Tenant.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(
    [
        .. Enumerable.Range(0, sessions).Select(number => new FeedbackReport
        {
            TenantId = Team.Tenant.Id,
            Subject = FeedbackSubject.Session,
            SubjectId = $"{number}",
            Reporter = "key",
            Ok = number == 0,
            At = Time.GetUtcNow(),
            Session = $"{number}",
            Model = "openai/gpt-5",
            Domain = "fix/python",
        }),
    ]);
}
