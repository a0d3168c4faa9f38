using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-12")]
public sealed class InvitationsTests
{
    private readonly TestTeam team = new();
    private readonly InMemoryInvitationStore store = new();
    private readonly ManualTime time = new();
    private readonly Invitations invitations;
    private readonly InvitationAcceptance joining;

    public InvitationsTests() =>
        (invitations, joining) = (new Invitations(store, team.Store, NoStepUp.Instance, time),
            new InvitationAcceptance(store, team.Store, time));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owner", "Admin", true)]
    [InlineData("Owner", "Viewer", true)]
    [InlineData("Admin", "Admin", false)]
    [InlineData("Admin", "Member", true)]
    [InlineData("Member", "Viewer", false)]
    [InlineData("Viewer", "Viewer", false)]
    public async Task Owners_and_admins_invite_and_only_owners_invite_admins(string actor, string role, bool may)
    {
        var outcome = await invitations.InviteAsync(team[actor], new InvitationRequest { Email = "new@example.com", Role = Enum.Parse<Role>(role) }, Token);

        (outcome.Error is null).ShouldBe(may);
        store.All.Count.ShouldBe(may ? 1 : 0);
    }

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var outcome = await invitations.InviteAsync(team.Owner, new InvitationRequest { Email = "nobody", Role = Role.Owner }, Token);

        outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["email", "role"]);
    }

    [Fact]
    public async Task A_member_cannot_be_invited()
    {
        var outcome = await invitations.InviteAsync(team.Owner, new InvitationRequest { Email = team.Viewer.Email.ToUpperInvariant(), Role = Role.Member }, Token);

        outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors["email"].ShouldHaveSingleItem().ShouldContain("member of this team");
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_stored()
    {
        var issued = await InviteAsync();

        issued.Token.Reveal().Length.ShouldBe(43);
        store.All.ShouldHaveSingleItem().Hash.ShouldBe(InvitationToken.Hash(issued.Token));
        issued.ToString().ShouldNotContain(issued.Token.Reveal());
    }

    [Fact]
    public async Task An_invitation_is_open_for_seven_days()
    {
        var issued = await InviteAsync();

        time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        (await joining.FindAsync(issued.Token, Token)).ShouldBe(new OpenInvitation(issued.Invitation, team.Team));
        (await invitations.ListAsync(team.Viewer, Token)).ShouldHaveSingleItem();

        time.Advance(TimeSpan.FromSeconds(1));
        (await joining.FindAsync(issued.Token, Token)).ShouldBeNull();
        (await invitations.ListAsync(team.Viewer, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invitation_is_accepted_once_with_its_role()
    {
        var issued = await InviteAsync();

        (await joining.JoinAsync(issued.Invitation, UserId.New(time.GetUtcNow()), Token)).ShouldBeTrue();
        (await joining.JoinAsync(issued.Invitation, UserId.New(time.GetUtcNow()), Token)).ShouldBeFalse();

        store.Joined.ShouldHaveSingleItem().Role.ShouldBe(Role.Member);
        (await joining.FindAsync(issued.Token, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Only_owners_and_admins_revoke_an_invitation()
    {
        var issued = await InviteAsync();

        (await invitations.RevokeAsync(team.Member, issued.Invitation.Id, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await invitations.RevokeAsync(team.Admin, issued.Invitation.Id, Token)).Error.ShouldBeNull();
        (await invitations.RevokeAsync(team.Admin, issued.Invitation.Id, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
    }

    private async Task<IssuedInvitation> InviteAsync() =>
        (await invitations.InviteAsync(team.Owner, new InvitationRequest { Email = " Grace@Example.com ", Role = Role.Member }, Token)).Value;
}
