using AngleSharp.Dom;
using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>What the page Settings says about stored responses, and who changes it.</summary>
public sealed class SettingsPanelTests : PanelTestContext
{
    [Fact]
    public void An_owner_disables_and_enables_storing_responses()
    {
        var panel = Render<SettingsPanel>();

        Button(panel, "Disable storing").Click();
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("stored responses of all members are deleted");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Section(panel).ShouldContain("Storing is disabled."));
        Policy.Store.ShouldBeFalse();
        Section(panel).ShouldNotContain("Share with the team");

        Button(panel, "Enable storing").Click();
        panel.WaitForAssertion(() => Section(panel).ShouldContain("Storing is enabled."));
        Policy.Store.ShouldBeTrue();
    }

    [Fact]
    public void Storing_stays_enabled_if_the_owner_does_not_confirm()
    {
        var panel = Render<SettingsPanel>();

        Button(panel, "Disable storing").Click();
        panel.WaitForElement("[role=dialog]");
        panel.FindAll("[role=dialog] button").Single(button => button.TextContent.Trim() == "Cancel").Click();

        Policy.Store.ShouldBeTrue();
    }

    [Fact]
    public void An_owner_shares_stored_responses_with_the_team()
    {
        var panel = Render<SettingsPanel>();

        Button(panel, "Share with the team").Click();
        panel.WaitForAssertion(() => Section(panel).ShouldContain("Shared with the team."));
        Policy.ShareWithTeam.ShouldBeTrue();

        Button(panel, "Stop sharing").Click();
        panel.WaitForAssertion(() => Section(panel).ShouldContain("Not shared."));
        Policy.ShareWithTeam.ShouldBeFalse();
    }

    [Fact]
    public void An_owner_chooses_after_how_many_days_responses_are_deleted()
    {
        var panel = Render<SettingsPanel>();
        Section(panel).ShouldContain("Deleted after 30 days.");

        Button(panel, "Change days").Click();
        panel.WaitForElement("#retention-days").Change("31");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#retention-days-error").TextContent.ShouldContain("must be 30 or less");
        panel.Find("#retention-days").Change("7");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Section(panel).ShouldContain("Deleted after 7 days."));
        Policy.RetentionDays.ShouldBe(7);
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("Member")]
    public void Only_owners_can_change_how_responses_are_stored(string role)
    {
        SignIn(Team[role]);

        var panel = Render<SettingsPanel>();

        Section(panel).ShouldContain("Storing is enabled.");
        panel.FindAll("section[aria-labelledby=stored-responses-title] button").ShouldBeEmpty();
    }

    [Fact]
    public void A_retention_that_someone_else_has_changed_meanwhile_is_replaced_when_it_is_saved_again()
    {
        var panel = Render<SettingsPanel>();
        panel.FindAll("section[aria-labelledby=stored-responses-title] button")
            .Single(static button => button.TextContent.Trim() == "Change days").Click();
        panel.WaitForElement("#retention-days").Change("5");
        Team.Store.Teams[0] = Team.Store.Teams[0] with { Version = Team.Store.Teams[0].Version + 1 };

        panel.Find("[role=dialog] form").Submit();
        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("Save again to replace that change");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Team.Store.Teams.Single().Responses.RetentionDays.ShouldBe(5));
    }

    [Theory]
    [InlineData("Owner", true, true)]
    [InlineData("Admin", true, false)]
    [InlineData("Member", false, false)]
    public void What_else_concerns_the_team_is_linked_for_those_who_may_use_it(string role, bool manages, bool owns)
    {
        SignIn(Team[role]);

        var links = Render<SettingsPanel>().FindAll("section[aria-labelledby=team-title] a")
            .Select(static link => link.GetAttribute("href")).ToArray();

        links.Contains("/developer/webhooks").ShouldBe(manages);
        links.Contains("/developer/audit").ShouldBe(manages);
        links.ShouldContain("/account/export.json");
        links.ShouldContain("/account/leave");
        links.Contains("/account/delete-team").ShouldBe(owns);
    }

    private ResponsePolicy Policy => Team.Store.Teams.Single().Responses;

    private static string Section(IRenderedComponent<SettingsPanel> panel) =>
        panel.Find("section[aria-labelledby=stored-responses-title]").TextContent;

    private static IElement Button(IRenderedComponent<SettingsPanel> panel, string text) =>
        panel.FindAll("section[aria-labelledby=stored-responses-title] button").Single(button => button.TextContent == text);
}
