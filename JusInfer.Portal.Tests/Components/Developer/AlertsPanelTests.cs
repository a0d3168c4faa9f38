using Bunit;
using JusInfer.Portal.Components.Developer.Alerts;
using JusInfer.Portal.Notifications.Alerts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The page of alerts.</summary>
public sealed class AlertsPanelTests : PanelTestContext
{
    private readonly IAlertStore store = Substitute.For<IAlertStore>();

    public AlertsPanelTests()
    {
        Services.AddSingleton(store);
        Returns();
    }

    [Fact]
    public void Without_alerts_the_page_says_where_they_come_from() => Render<AlertsPanel>().Find(".empty").TextContent.ShouldContain("50, 80 and 100 percent");

    [Fact]
    public void An_alert_says_what_happened_and_what_to_do_and_links_its_subject()
    {
        Returns(AlertOf(AlertRule.ErrorStreak, "key_1"));

        var row = Render<AlertsPanel>().Find("tbody tr");

        row.TextContent.ShouldContain("20 of 21 calls failed.");
        row.TextContent.ShouldContain("Look at the errors of the calls.");
        var link = row.QuerySelector("a")!;
        (link.TextContent, link.GetAttribute("href")).ShouldBe(("Failing calls", "/developer/usage?key=key_1&status=error"));
    }

    [Fact]
    public async Task Older_alerts_are_on_the_next_page()
    {
        Alert[] alerts = [.. Enumerable.Range(0, 51).Select(number => AlertOf(AlertRule.Paused, $"key:{number}"))];
        Returns(alerts);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/developer/alerts?after={alerts[0].Id}");

        var panel = Render<AlertsPanel>();

        panel.FindAll("tbody tr").Count.ShouldBe(50);
        panel.FindAll(".page-links a").Select(static link => link.GetAttribute("href"))
            .ShouldBe(["/developer/alerts", $"/developer/alerts?after={alerts[49].Id}"]);
        await store.Received().ListAsync(Arg.Is<AlertFilter>(filter => filter.After == alerts[0].Id && filter.Member == null), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Members_see_what_concerns_them()
    {
        SignIn(Team.Member);

        Render<AlertsPanel>();

        await store.Received().ListAsync(Arg.Is<AlertFilter>(filter => filter.Member == Team.Member.Id), Arg.Any<CancellationToken>());
    }

    private Alert AlertOf(AlertRule rule, string subject) => Alert.Create(Team.Team.Id, Time.GetUtcNow(), rule, subject, "now", "20 of 21 calls failed.");

    private void Returns(params Alert[] alerts) => store.ListAsync(Arg.Any<AlertFilter>(), Arg.Any<CancellationToken>()).Returns([.. alerts]);
}
