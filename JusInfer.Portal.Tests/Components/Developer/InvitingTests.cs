using Bunit;
using JusInfer.Portal.Components.Developer.Team;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

[Trait("Promise", "P-12")]
public sealed class InvitingTests : Bench
{
    [Fact]
    public void An_owner_gets_the_link_once_and_the_invitation_stands_in_the_table()
    {
        var board = Render<TeamBoard>();
        Invite(board, "grace@example.com", "Viewer");

        var link = board.WaitForElement("#invite-link").TextContent;
        var (invitation, hash) = InvitationStore.All.ShouldHaveSingleItem();
        InvitationToken.Hash(new Secret(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..])).ShouldBe(hash);
        (invitation.Email, invitation.Role).ShouldBe(("grace@example.com", Role.Viewer));
        board.Find("[data-copy=invite-link]").GetAttribute("aria-label").ShouldBe("Copy link");

        board.Find(".shown-once .close button").Click();
        board.WaitForAssertion(() => Rows(board).ShouldHaveSingleItem().ShouldContain("grace@example.com"));
        board.Markup.ShouldNotContain(link);
    }

    [Fact]
    public void An_address_that_is_none_is_named_in_the_dialog()
    {
        var board = Render<TeamBoard>();
        Invite(board, "grace at example", "Member");

        board.Find("#invite-email-fault").TextContent.ShouldBe("E-mail must be an e-mail address, such as ada@example.com.");
        InvitationStore.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Owner", 3)]
    [InlineData("Admin", 2)]
    public void Only_an_owner_is_offered_to_invite_admins(string role, int offered)
    {
        SignIn(Team[role]);
        var board = Render<TeamBoard>();

        board.FindAll("button").Single(button => button.TextContent == "Invite").Click();

        board.WaitForElement("#invite-role").QuerySelectorAll("option").Length.ShouldBe(offered);
    }

    [Fact]
    public async Task An_invitation_is_revoked_after_a_question()
    {
        await PlantAsync();
        var board = Render<TeamBoard>();

        board.Find("button[aria-label='Revoke the invitation of grace@example.com']").Click();
        board.WaitForElement("[role=dialog] form").Submit();

        board.WaitForAssertion(() => InvitationStore.All.ShouldBeEmpty());
        board.WaitForAssertion(() => Rows(board).ShouldBeEmpty());
    }

    [Fact]
    public void A_member_is_removed_after_a_question()
    {
        var board = Render<TeamBoard>();

        board.Find($"button[aria-label='Remove {Team.Member.Email}']").Click();
        board.WaitForElement("[role=dialog]").TextContent.ShouldContain("401");
        board.Find("[role=dialog] form").Submit();

        board.WaitForAssertion(() => Team.Store.Members.ShouldNotContain(Team.Member));
        board.WaitForAssertion(() => board.FindAll($"button[aria-label='Remove {Team.Member.Email}']").ShouldBeEmpty());
    }

    [Fact]
    public void The_only_owner_cannot_be_removed() =>
        Render<TeamBoard>().FindAll($"button[aria-label='Remove {Team.Owner.Email}']").ShouldBeEmpty();

    [Theory]
    [InlineData("Member")]
    [InlineData("Viewer")]
    public async Task Everyone_else_sees_the_invitations_and_changes_nothing(string role)
    {
        await PlantAsync();
        SignIn(Team[role]);

        var board = Render<TeamBoard>();

        Rows(board).ShouldHaveSingleItem().ShouldContain("grace@example.com");
        board.FindAll("button").ShouldBeEmpty();
    }

    private static string[] Rows(IRenderedComponent<TeamBoard> board) =>
        [.. board.FindAll("[aria-label=Invitations] tbody tr").Select(row => row.TextContent)];

    private static void Invite(IRenderedComponent<TeamBoard> board, string email, string role)
    {
        board.FindAll("button").Single(button => button.TextContent == "Invite").Click();
        board.WaitForElement("#invite-email").Change(email);
        board.Find("#invite-role").Change(role);
        board.Find("[role=dialog] form").Submit();
    }

    private async Task PlantAsync()
    {
        var outcome = await new Invitations(InvitationStore, Team.Store, Time)
            .InviteAsync(Team.Owner, new InvitationRequest { Email = "grace@example.com", Role = Role.Member }, Xunit.TestContext.Current.CancellationToken);
        outcome.Error.ShouldBeNull();
    }
}
