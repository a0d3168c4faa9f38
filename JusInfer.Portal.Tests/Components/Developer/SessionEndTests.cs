using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Pages that are open when their session ends.</summary>
public sealed class SessionEndTests : PanelTestContext
{
    [Fact]
    [Trait("Promise", "P-3")]
    public void An_open_page_leads_to_the_sign_in_form_when_its_session_ends()
    {
        var panel = Render<KeysPanel>();
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.Uri.ShouldNotEndWith("/login");

        SignInSessionStore.All.Clear();
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => navigation.Uri.ShouldEndWith("/login"));
    }

    [Fact]
    public void An_open_page_keeps_to_its_team_and_says_so_when_its_session_switches_to_another()
    {
        var other = new TestTeam(Team.Store);
        Team.Store.Members.Add(other.Member with { UserId = Team.Owner.UserId });
        Team.Store.Teams[Team.Store.Teams.IndexOf(other.Team)] = other.Team with { Name = "Engine Room" };
        var panel = Render<KeysPanel>();
        var before = Services.GetRequiredService<NavigationManager>().Uri;

        SignInSessionStore.All[0] = SignInSessionStore.All[0] with { Team = other.Team.Id };
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent.ShouldContain("You switched to Engine Room"));
        Services.GetRequiredService<NavigationManager>().Uri.ShouldBe(before);
    }

    [Fact]
    public void A_page_that_was_loaded_for_another_team_than_its_session_acts_for_now_shows_nothing_of_it()
    {
        var other = new TestTeam(Team.Store);
        Team.Store.Members.Add(other.Member with { UserId = Team.Owner.UserId });
        SignInSessionStore.All[0] = SignInSessionStore.All[0] with { Team = other.Team.Id };
        TeamScript.Setup<string?>("shown").SetResult(Team.Team.Id.ToString());

        var panel = Render<KeysPanel>();

        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent.ShouldContain("You switched to"));
        panel.FindAll("button").Select(static button => button.TextContent.Trim()).ShouldNotContain("Mint key");
    }
}
