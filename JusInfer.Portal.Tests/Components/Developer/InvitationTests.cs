using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Components.Developer;

[Trait("Promise", "P-12")]
public sealed class InvitationTests : PanelTestContext
{
    [Fact]
    public void An_owner_sees_the_link_once_and_the_invitation_in_the_table()
    {
        var panel = Render<MembersPanel>();
        Invite(panel, "grace@example.com", "Viewer");

        var link = panel.WaitForElement("#invite-link").TextContent;
        var (invitation, hash) = InvitationStore.All.ShouldHaveSingleItem();
        InvitationToken.Hash(new Secret(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..])).ShouldBe(hash);
        (invitation.Email, invitation.Role).ShouldBe(("grace@example.com", Role.Viewer));
        panel.Find("[data-copy=invite-link]").GetAttribute("aria-label").ShouldBe("Copy link");

        panel.Find(".one-time-secret .close button").Click();
        panel.WaitForAssertion(() => Rows(panel).ShouldHaveSingleItem().ShouldContain("grace@example.com"));
        panel.Markup.ShouldNotContain(link);
    }

    [Fact]
    public void An_invalid_address_is_an_error_in_the_dialog()
    {
        var panel = Render<MembersPanel>();
        Invite(panel, "grace at example", "Member");

        panel.Find("#invite-email-error").TextContent.ShouldBe("E-mail must be an e-mail address, such as ada@example.com.");
        InvitationStore.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Owner", 4)]
    [InlineData("Admin", 3)]
    public void Only_an_owner_can_invite_admins(string role, int offered)
    {
        SignIn(Team[role]);
        var panel = Render<MembersPanel>();

        panel.FindAll("button").Single(button => button.TextContent == "Invite").Click();

        panel.WaitForElement("#invite-role").QuerySelectorAll("option").Length.ShouldBe(offered);
    }

    [Fact]
    public async Task An_invitation_is_revoked_after_a_confirmation()
    {
        await AddInvitationAsync();
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, "the invitation of grace@example.com", "Revoke");
        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => InvitationStore.All.ShouldBeEmpty());
        panel.WaitForAssertion(() => Rows(panel).ShouldBeEmpty());
    }

    [Fact]
    public async Task An_invitation_is_sent_again_with_a_new_link_in_the_place_of_the_earlier_one()
    {
        await AddInvitationAsync();
        var earlier = InvitationStore.All.Single().Hash;
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, "the invitation of grace@example.com", "Send again");
        panel.WaitForElement("#invite-email").GetAttribute("value").ShouldBe("grace@example.com");
        panel.Find("[role=dialog]").TextContent.ShouldContain("A new link replaces the earlier one");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForElement("#invite-link");
        var (invitation, hash) = InvitationStore.All.ShouldHaveSingleItem();
        hash.ShouldNotBe(earlier);
        invitation.Role.ShouldBe(Role.Member);
    }

    [Fact]
    public async Task An_admin_is_not_offered_to_send_again_what_only_owners_send()
    {
        await new Invitations(InvitationStore, Team.Store, NoStepUp.Instance, Time)
            .InviteAsync(
                Team.Owner,
                new InvitationRequest { Email = "grace@example.com", Role = Role.Admin },
                Xunit.TestContext.Current.CancellationToken);
        SignIn(Team.Admin);

        RowMenus.Offers(Render<MembersPanel>(), "the invitation of grace@example.com").ShouldBe(["Revoke"]);
    }

    [Fact]
    public void A_member_is_removed_after_a_confirmation()
    {
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Member.Email, "Remove");
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("401");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Team.Store.Members.ShouldNotContain(Team.Member));
        panel.WaitForAssertion(() => panel.FindAll($"button[aria-label='Actions for {Team.Member.Email}']").ShouldBeEmpty());
    }

    [Fact]
    public void The_only_owner_cannot_be_removed() =>
        RowMenus.Offers(Render<MembersPanel>(), Team.Owner.Email).ShouldNotContain("Remove");

    [Theory]
    [InlineData("Member")]
    [InlineData("Viewer")]
    public async Task Members_and_viewers_see_the_invitations_but_cannot_change_them(string role)
    {
        await AddInvitationAsync();
        SignIn(Team[role]);

        var panel = Render<MembersPanel>();

        Rows(panel).ShouldHaveSingleItem().ShouldContain("grace@example.com");
        panel.FindAll("tbody button").ShouldBeEmpty();
        panel.FindAll("button").ShouldNotContain(static button => button.TextContent == "Invite");
    }

    private static string[] Rows(IRenderedComponent<MembersPanel> panel) =>
        [.. panel.FindAll("[aria-label=Invitations] tbody tr").Select(row => row.TextContent)];

    private static void Invite(IRenderedComponent<MembersPanel> panel, string email, string role)
    {
        panel.FindAll("button").Single(button => button.TextContent == "Invite").Click();
        panel.WaitForElement("#invite-email").Change(email);
        panel.Find("#invite-role").Change(role);
        panel.Find("[role=dialog] form").Submit();
    }

    private async Task AddInvitationAsync()
    {
        var outcome = await new Invitations(InvitationStore, Team.Store, NoStepUp.Instance, Time)
            .InviteAsync(Team.Owner, new InvitationRequest { Email = "grace@example.com", Role = Role.Member }, Xunit.TestContext.Current.CancellationToken);
        outcome.Error.ShouldBeNull();
    }
}
