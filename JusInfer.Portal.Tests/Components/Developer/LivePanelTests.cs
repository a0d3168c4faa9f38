using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Components.Developer.Alerts;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>What every interactive panel does. The page of alerts stands for all of them.</summary>
public sealed class LivePanelTests : PanelTestContext
{
    private readonly IAlertStore store = Substitute.For<IAlertStore>();

    public LivePanelTests()
    {
        Services.AddSingleton(store);
        Returns(1);
    }

    [Fact]
    public void A_page_that_cannot_be_updated_keeps_what_it_shows_says_so_and_tries_again()
    {
        var panel = Render<AlertsPanel>();
        store.ListAsync(Arg.Any<AlertFilter>(), Arg.Any<CancellationToken>()).Returns(static _ => Task.FromException<ImmutableArray<Alert>>(new TimeoutException()));

        PublishChange();

        panel.WaitForAssertion(() => panel.Find(".mud-alert").TextContent
            .ShouldBe("This page could not be updated, so it may not show your last change. It tries again in 5 seconds."));
        panel.FindAll("tbody tr").Count.ShouldBe(1);
        Returns(2);
        Time.Advance(TimeSpan.FromSeconds(6));
        Time.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(2));
        panel.WaitForAssertion(() => panel.FindAll(".mud-alert").ShouldBeEmpty());
    }

    [Fact]
    public void A_change_during_a_load_is_loaded_after_it_so_that_the_newest_result_is_shown()
    {
        var (slow, reads) = (new TaskCompletionSource<ImmutableArray<Alert>>(), 0);
        store.ListAsync(Arg.Any<AlertFilter>(), Arg.Any<CancellationToken>()).Returns(_ => Interlocked.Increment(ref reads) == 1 ? slow.Task : Task.FromResult(AlertsOf(2)));
        var panel = Render<AlertsPanel>();

        PublishChange();
        reads.ShouldBe(1);
        slow.SetResult(AlertsOf(1));

        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(2));
        reads.ShouldBe(2);
    }

    [Theory]
    [InlineData("budgets")]
    [InlineData("wallet")]
    [InlineData("alerts")]
    public void Changed_budgets_a_changed_wallet_and_new_alerts_of_the_team_are_shown(string kind)
    {
        var panel = Render<AlertsPanel>();
        Returns(2);

        Publish(kind, new TestTeam().Team.Id);
        panel.FindAll("tbody tr").Count.ShouldBe(1);
        Publish(kind, Team.Team.Id);

        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(2));
    }

    [Fact]
    public void A_switch_of_teams_is_announced_once_for_all_panels_of_a_page()
    {
        const string Dialog = "[role=dialog]:not([popover])";
        var other = new TestTeam(Team.Store);
        Team.Store.Members.Add(other.Member with { UserId = Team.Owner.UserId });
        var (first, second) = (Render<AlertsPanel>(), Render<RequestsPanel>());

        SignInSessionStore.All[0] = SignInSessionStore.All[0] with { Team = other.Team.Id };
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        first.WaitForAssertion(() => first.FindAll(Dialog).Count.ShouldBe(1));
        second.FindAll(Dialog).ShouldBeEmpty();
        Services.GetRequiredService<Dialogs>().HasAnnouncedSwitch.ShouldBeTrue();
    }

    private ImmutableArray<Alert> AlertsOf(int count) =>
        [.. Enumerable.Range(0, count).Select(number => Alert.Create(Team.Team.Id, Time.GetUtcNow(), AlertRule.Paused, $"key:{number}", "now", "It was paused."))];

    private void Returns(int count) => store.ListAsync(Arg.Any<AlertFilter>(), Arg.Any<CancellationToken>()).Returns(AlertsOf(count));

    private void Publish(string kind, TeamId team)
    {
        switch (kind)
        {
            case "budgets": BudgetSignal.Publish(new BudgetsChanged(team)); break;
            case "wallet": WalletSignal.Publish(new WalletChanged(team)); break;
            default: AlertSignal.Publish(new AlertRaised(team)); break;
        }

        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
