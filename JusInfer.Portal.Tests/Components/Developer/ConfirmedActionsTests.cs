using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Developer.Webhooks;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>
/// A confirmed action that fails, for example because someone else was faster: the dialog stays open with the reason, and nothing says that
/// it was done.
/// </summary>
public sealed class ConfirmedActionsTests : PanelTestContext
{
    [Fact]
    public void A_budget_that_someone_else_has_changed_is_not_removed()
    {
        var budget = new Budget
        {
            Id = BudgetId.New(Time.GetUtcNow()),
            TeamId = Team.Team.Id,
            Scope = BudgetScope.Tenant,
            Window = BudgetWindow.Month,
            Amount = NanoUsd.FromUsd(5),
            OnReach = ReachAction.Block,
            CreatedAt = Time.GetUtcNow(),
            Version = 1,
        };
        BudgetStore.All.Add(budget);
        var panel = Render<BudgetsPanel>();
        RowMenus.Choose(panel, "the budget of the team", "Remove");
        BudgetStore.All[0] = budget with { Amount = NanoUsd.FromUsd(7), Version = 2 };

        FailsWith(panel, "Someone else changed this budget. Cancel, look at it again, and remove it if you still want to.");

        BudgetStore.All.ShouldHaveSingleItem();
        panel.WaitForAssertion(() => panel.Find("tbody").TextContent.ShouldContain("$7.00"));
    }

    [Fact]
    public void A_member_who_has_left_meanwhile_is_not_removed()
    {
        var panel = Render<MembersPanel>();
        RowMenus.Choose(panel, Team.Member.Email, "Remove");
        Team.Store.Members.Remove(Team.Member);

        FailsWith(panel, "The team has no such member.");

        panel.WaitForAssertion(() => panel.Find("tbody").TextContent.ShouldNotContain(Team.Member.Email));
    }

    [Fact]
    public async Task An_invitation_that_was_accepted_meanwhile_is_not_revoked()
    {
        var request = new InvitationRequest { Email = "grace@example.com", Role = Role.Member };
        var invitations = new Invitations(InvitationStore, Team.Store, NoStepUp.Instance, Time);
        await invitations.InviteAsync(Team.Owner, request, Xunit.TestContext.Current.CancellationToken);
        var panel = Render<MembersPanel>();
        RowMenus.Choose(panel, "the invitation of grace@example.com", "Revoke");
        InvitationStore.All.Clear();

        FailsWith(panel, "The team has no such invitation; it may have been accepted.");
    }

    [Fact]
    public void A_webhook_that_someone_else_has_removed_is_not_removed()
    {
        var store = Substitute.For<IWebhookStore>();
        Services.AddLogging().AddDataProtection();
        Services.AddSingleton(store).AddSingleton(Substitute.For<IDeliveryStore>()).AddWebhooks(new WebhookOptions());
        var webhook = new Webhook
        {
            Id = WebhookId.New(Time.GetUtcNow()),
            TeamId = Team.Team.Id,
            Url = "https://example.com/hooks",
            Secret = [],
            IsEnabled = true,
            CreatedAt = Time.GetUtcNow(),
        };
        store.ListAsync(Team.Team.Id, Arg.Any<CancellationToken>()).Returns([webhook]);
        var panel = Render<WebhooksPanel>();
        panel.Find("button[aria-label='Remove https://example.com/hooks']").Click();

        FailsWith(panel, "There is no such webhook.");
    }

    [Fact]
    public async Task An_owner_who_is_none_any_more_does_not_reset_results()
    {
        var report = new FeedbackReport
        {
            TeamId = Team.Team.Id,
            Subject = FeedbackSubject.Session,
            SubjectId = "1",
            Reporter = "key",
            Ok = true,
            At = Time.GetUtcNow(),
            RunId = "1",
            Model = "openai/gpt-5",
            Domain = "fix/python",
        };
        Feedback.ListResultsAsync(Team.Team.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns([report]);
        var panel = Render<RoutingPanel>();
        panel.WaitForElement("section[aria-labelledby=priors-title] button").Click();
        Demote();

        FailsWith(panel, "Only owners of the team reset its own results.");

        await Feedback.DidNotReceiveWithAnyArgs().RemoveResultsAsync(default, default);
    }

    [Theory]
    [InlineData("Disable storing")]
    [InlineData("Require it")]
    public void An_owner_who_is_none_any_more_does_not_change_the_team(string action)
    {
        var panel = Render<SettingsPanel>();
        panel.FindAll("section button").Single(button => button.TextContent == action).Click();
        Demote();

        FailsWith(panel, "Only owners of the team");

        var team = Team.Store.Teams.Single();
        (team.Responses.Store, team.RequireSecondFactor).ShouldBe((true, false));
    }

    [Fact]
    public void A_second_factor_that_is_due_is_asked_for()
    {
        var stepUp = Substitute.For<IStepUpAuthentication>();
        stepUp.CheckAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(new RequestError.SecondFactorRequired("Confirm this."));
        Services.AddSingleton(stepUp);
        var panel = Render<SettingsPanel>();
        panel.FindAll("section button").Single(static button => button.TextContent == "Require it").Click();

        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() =>
            Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        Team.Store.Teams.Single().RequireSecondFactor.ShouldBeFalse();
    }

    /// <summary>Confirms the action, which fails, and cancels the dialog, which is still open.</summary>
    private void FailsWith<T>(IRenderedComponent<T> panel, string reason)
        where T : IComponent
    {
        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find("[role=dialog] form [role=alert]").TextContent.ShouldStartWith(reason));
        panel.FindAll("[role=dialog] button").Single(static button => button.TextContent.Trim() == "Cancel").Click();
        panel.WaitForAssertion(() => panel.FindAll("[role=dialog] form").ShouldBeEmpty());
        Services.GetRequiredService<MudBlazor.ISnackbar>().ShownSnackbars.ShouldBeEmpty();
    }

    private void Demote()
    {
        var index = Team.Store.Members.FindIndex(member => member.Id == Team.Owner.Id);
        Team.Store.Members[index] = Team.Owner with { Role = Role.Admin };
    }
}
