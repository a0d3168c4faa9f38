using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

[Trait("Promise", "P-12")]
public abstract class InvitationStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task An_invitation_is_found_by_its_hash_as_it_was_stored()
    {
        var owner = await AddTeamAsync();
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Role.Admin);

        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBe(invitation);
        (await Node.Invitations.FindAsync(NewHash(), Cancellation)).ShouldBeNull();
        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldBe([invitation]);
    }

    [Fact]
    public async Task A_new_invitation_replaces_the_previous_one_to_the_same_address()
    {
        var (owner, other) = (await AddTeamAsync(), await AddTeamAsync());
        var (_, before) = await InviteAsync(owner.TeamId, "grace@example.com");
        var (elsewhere, _) = await InviteAsync(other.TeamId, "grace@example.com");
        var (after, _) = await InviteAsync(owner.TeamId, "grace@example.com", role: Role.Viewer);

        (await Node.Invitations.FindAsync(before, Cancellation)).ShouldBeNull();
        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldBe([after]);
        (await Node.Invitations.ListAsync(other.TeamId, Cancellation)).ShouldBe([elsewhere]);
    }

    [Fact]
    public async Task Expired_invitations_are_deleted_with_the_next_one()
    {
        var owner = await AddTeamAsync();
        var (expired, _) = await InviteAsync(owner.TeamId, "late@example.com", Noon);
        var (open, _) = await InviteAsync(owner.TeamId, "early@example.com", Noon.AddSeconds(1));

        var (added, _) = await InviteAsync(owner.TeamId, "new@example.com", expired.ExpiresAt);

        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldBe([open, added]);
    }

    [Fact]
    public async Task An_accepted_invitation_adds_a_member_with_its_role()
    {
        var owner = await AddTeamAsync();
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Role.Viewer);
        var member = await NewMemberAsync(invitation);

        (await Node.Invitations.AcceptAsync(invitation, member, Cancellation)).ShouldBeTrue();

        (await Node.Tenancy.FindMembershipAsync(member.UserId, Cancellation)).ShouldBe(member);
        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_concurrent_acceptances_one_succeeds()
    {
        var owner = await AddTeamAsync();
        var (invitation, _) = await InviteAsync(owner.TeamId);
        var members = new List<Member>();
        for (var i = 0; i < 4; i++) members.Add(await NewMemberAsync(invitation));

        var outcomes = await Task.WhenAll(members.Select(member => Task.Run(() => Node.Invitations.AcceptAsync(invitation, member, Cancellation), Cancellation)));

        outcomes.Count(accepted => accepted).ShouldBe(1);
        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_revoked_invitation_cannot_be_accepted()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());
        var (invitation, _) = await InviteAsync(owner.TeamId);

        (await Node.Invitations.RemoveAsync(stranger.TeamId, invitation.Id, Cancellation)).ShouldBeFalse();
        (await Node.Invitations.RemoveAsync(owner.TeamId, invitation.Id, Cancellation)).ShouldBeTrue();

        (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBeFalse();
        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldBe([owner]);
    }

    [Fact]
    public async Task Every_change_of_an_invitation_is_announced()
    {
        var owner = await AddTeamAsync();

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            var (accepted, _) = await InviteAsync(owner.TeamId, "one@example.com");
            await Node.Invitations.AcceptAsync(accepted, await NewMemberAsync(accepted), Cancellation);
            var (revoked, _) = await InviteAsync(owner.TeamId, "two@example.com");
            await Node.Invitations.RemoveAsync(owner.TeamId, revoked.Id, Cancellation);
        });

        published.Count(item => item.Team == owner.TeamId).ShouldBe(4);
    }

    private static byte[] NewHash() => InvitationToken.Hash(InvitationToken.Generate());

    private async Task<(Invitation Invitation, byte[] Hash)> InviteAsync(
        TeamId team, string email = "grace@example.com", DateTimeOffset? at = null, Role role = Role.Member)
    {
        var created = at ?? Noon;
        var invitation = new Invitation { Id = InvitationId.New(created), TeamId = team, Email = email, Role = role, CreatedAt = created };
        var hash = NewHash();
        await Node.Invitations.AddAsync(invitation, hash, Cancellation);
        return (invitation, hash);
    }

    private async Task<Member> NewMemberAsync(Invitation invitation)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        return new Member
        {
            Id = MemberId.New(Noon),
            TeamId = invitation.TeamId,
            UserId = await AddUserAsync(email),
            Email = email,
            Role = invitation.Role,
            JoinedAt = Noon.AddHours(1),
        };
    }
}

public sealed class InvitationStoreOnSqlite(SqliteStore store) : InvitationStoreContract(store), IClassFixture<SqliteStore>;

public sealed class InvitationStoreOnPostgres(PostgresStore store) : InvitationStoreContract(store), IClassFixture<PostgresStore>;
