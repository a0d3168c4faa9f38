using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>A second person joins the team and is removed from it.</summary>
[Trait("Promise", "P-12")]
public sealed class InvitingAMember : Journey
{
    [Fact]
    public async Task A_person_who_follows_the_link_is_in_the_team_until_the_owner_removes_them()
    {
        var (ada, adaAccount) = await OpenSignedInAsync();
        var grace = Person.New("grace");
        await ada.Members.OpenAsync();
        var replaced = await ada.Members.InviteAsync(grace.Email, "Member");
        await Expect(ada.Members.Invitation(grace.Email)).ToContainTextAsync("member");
        var link = await ada.Members.InviteAgainAsync(grace.Email);
        await Expect(ada.Members.Invitation(grace.Email)).ToHaveCountAsync(1);

        var visitor = await OpenVisitorAsync();
        await visitor.Page.GotoAsync(replaced);
        await Expect(visitor.Login.Errors).ToContainTextAsync("revoked");
        await visitor.Login.JoinAsync(link, grace);
        await Expect(ada.Members.Member(grace.Email)).ToContainTextAsync("member");
        await Expect(ada.Members.Invitation(grace.Email)).ToHaveCountAsync(0);

        var agent = AgentWith(await visitor.Keys.MintAndCloseAsync("Grace's laptop"));
        await agent.CallAsync();
        await ada.Members.SetCapAsync(grace.Email, "0.000001");
        await Expect(ada.Members.Member(grace.Email)).ToContainTextAsync("$0.000001");
        (await agent.RejectedAsync()).Code.ShouldBe("CAP_REACHED");

        await ada.Members.RemoveAsync(grace.Email);
        await Expect(ada.Members.Member(grace.Email)).ToHaveCountAsync(0);
        var rejection = await agent.RejectedAsync();
        (rejection.Status, rejection.Code).ShouldBe((401, "INVALID_KEY"));
        await Expect(visitor.Account.Errors).ToHaveTextAsync($"You are no longer in the team {adaAccount.Team}.");
    }

    [Fact]
    public async Task A_revoked_link_shows_an_error_and_no_form()
    {
        var (ada, _) = await OpenSignedInAsync();
        var grace = Person.New("grace");
        await ada.Members.OpenAsync();
        var link = await ada.Members.InviteAsync(grace.Email, "Viewer");
        await ada.Members.RevokeInvitationAsync(grace.Email);
        await Expect(ada.Members.Invitation(grace.Email)).ToHaveCountAsync(0);

        var visitor = await OpenVisitorAsync();
        await visitor.Page.GotoAsync(link);
        await Expect(visitor.Login.Errors).ToContainTextAsync("revoked");
        await Expect(visitor.Login.JoinTeam).ToHaveCountAsync(0);
    }
}
