using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>What the Usage tab shows of reported tasks with and without routing.</summary>
public sealed class UsageCompletionTests : PanelTestContext
{
    [Fact]
    public async Task Without_a_control_group_and_reports_no_tasks_are_compared()
    {
        Call(await MintAsync("laptop"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/usage?tab=savings");

        Render<UsagePanel>().FindAll(".completion").ShouldBeEmpty();
    }

    [Fact]
    public async Task Few_reports_are_shown_without_a_difference()
    {
        Call(await MintAsync("laptop"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/usage?tab=savings");
        Team.Store.Teams[0] = Team.Team with { Routing = new RoutingPolicy { ControlPercent = 5 } };
        var panel = Render<UsagePanel>();
        panel.Find(".completion").TextContent.ShouldContain("no reports");

        Report(routed: (3, 4), control: (1, 2));
        PublishChange();

        panel.WaitForAssertion(() => panel.FindAll(".completion dd.num").Select(static fact => fact.TextContent).ShouldBe(["75% of 4", "50% of 2", "not enough reports: each group needs 30"]));
    }

    [Fact, Trait("Promise", "P-14")]
    public async Task Completed_tasks_with_and_without_routing_are_compared_with_an_interval()
    {
        Call(await MintAsync("laptop"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/usage?tab=savings");
        Report(routed: (56, 70), control: (48, 80));

        Render<UsagePanel>().FindAll(".completion dd.num").Select(static fact => fact.TextContent).ShouldBe(["80% of 70", "60% of 80", "+20.0 points [+5.2, +33.4]"]);
    }

    private void Report((int Ok, int Of) routed, (int Ok, int Of) control)
    {
        var reports = Reports(RoutingGroup.Routed, routed).Concat(Reports(RoutingGroup.Control, control)).ToImmutableArray();
        Feedback.ListComparedAsync(Team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(reports);

        IEnumerable<FeedbackReport> Reports(RoutingGroup group, (int Ok, int Of) tasks) => Enumerable.Range(0, tasks.Of).Select(number => new FeedbackReport
        {
            TeamId = Team.Team.Id,
            Subject = FeedbackSubject.Session,
            SubjectId = $"{group}-{number}",
            Reporter = "key_1",
            Ok = number < tasks.Ok,
            At = Time.GetUtcNow(),
            RunId = $"{group}-{number}",
            Group = group,
        });
    }
}
