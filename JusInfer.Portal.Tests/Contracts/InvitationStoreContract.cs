using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace JusInfer.Portal.Tests.Contracts;

[Trait("Promise", "P-12")]
public abstract class InvitationStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task An_invitation_is_found_by_its_hash_as_it_was_stored()
    {
        var owner = await AddTeamAsync();
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Role.Admin, issuer: owner);

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

        // As an earlier version stored it.
        await InviteAsync(owner.TeamId, "linus@example.com.", role: Role.Admin);
        var (again, _) = await InviteAsync(owner.TeamId, "linus@example.com", role: Role.Viewer);
        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldBe([after, again], ignoreOrder: true);
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

    /// <summary>An owner who is removed would come back with an admin whom they have invited before.</summary>
    [Theory]
    [InlineData("removed", "Admin", false)]
    [InlineData("removed", "Viewer", false)]
    [InlineData("an admin", "Admin", false)]
    [InlineData("an admin", "Member", true)]
    [InlineData("a member", "Member", false)]
    [InlineData("removed by a node of the previous release", "Admin", false)]
    [InlineData("an admin by a node of the previous release", "Admin", false)]
    public async Task An_invitation_works_as_long_as_its_issuer_may_send_it(string change, string role, bool works)
    {
        var owner = await AddTeamAsync();
        var issuer = await JoinAsync(owner, Role.Owner);
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Enum.Parse<Role>(role), issuer: issuer);
        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBe(invitation);

        (await ChangeAsync(issuer, change)).ShouldBeTrue();

        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBe(works ? invitation : null);
        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).Length.ShouldBe(works ? 1 : 0);
        (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBe(works);
    }

    [Fact]
    public async Task Of_an_invitation_and_the_removal_of_its_issuer_one_is_the_first_on_two_nodes()
    {
        await using var other = Store.NewNode();
        var owner = await AddTeamAsync();
        for (var round = 0; round < 4; round++)
        {
            var issuer = await JoinAsync(owner, Role.Admin);
            var (invitation, hash) = await InviteAsync(owner.TeamId, issuer: issuer);
            var member = await NewMemberAsync(invitation);

            var acceptance = Task.Run(() => Node.Invitations.AcceptAsync(invitation, member, Cancellation), Cancellation);
            await Task.WhenAll(acceptance, Task.Run(() => RemoveAsync(other, issuer), Cancellation));

            (await Node.Tenancy.FindMembershipAsync(member.UserId, Cancellation) is not null).ShouldBe(await acceptance);
            (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBeNull();
            (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBeFalse();
        }
    }

    /// <summary>The account had another address then, so that it was a member and invited at once.</summary>
    [Fact]
    public async Task Someone_who_was_removed_comes_back_by_a_later_invitation_only()
    {
        var owner = await AddTeamAsync();
        var grace = await JoinAsync(owner, Role.Member);
        var (before, _) = await InviteAsync(owner.TeamId, "grace@new.example", role: Role.Admin, issuer: owner);
        (await RemoveAsync(Node, grace)).ShouldBeTrue();

        var again = (await NewMemberAsync(before)) with { UserId = grace.UserId };
        (await Node.Invitations.AcceptAsync(before, again, Cancellation)).ShouldBeFalse();
        (await Node.Tenancy.FindMembershipAsync(grace.UserId, Cancellation)).ShouldBeNull();

        var (after, _) = await InviteAsync(owner.TeamId, "grace@new.example", Noon.AddHours(3), issuer: owner);
        (await Node.Invitations.AcceptAsync(after, again with { Role = after.Role }, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_invitation_of_a_version_that_stored_no_issuer_is_accepted()
    {
        var owner = await AddTeamAsync();
        var (invitation, hash) = await InviteAsync(owner.TeamId);

        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBe(invitation);
        (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Admin", "Member")]
    [InlineData("Admin", "Admin")]
    [InlineData("Owner", "Admin")]
    [InlineData("Member", "Member")]
    public async Task An_invitation_without_an_issuer_ends_when_someone_leaves_who_may_have_sent_it(string leaver, string role)
    {
        var owner = await AddTeamAsync();
        var leaving = await JoinAsync(owner, Enum.Parse<Role>(leaver));
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Enum.Parse<Role>(role));

        (await RemoveAsync(Node, leaving)).ShouldBeTrue();

        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_invitation_without_an_issuer_ends_when_someone_is_demoted_who_may_have_sent_it()
    {
        var owner = await AddTeamAsync();
        var (invitation, hash) = await InviteAsync(owner.TeamId, role: Role.Admin);

        (await ChangeAsync(await JoinAsync(owner, Role.Owner), "a member")).ShouldBeTrue();

        (await Node.Invitations.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Node.Invitations.AcceptAsync(invitation, await NewMemberAsync(invitation), Cancellation)).ShouldBeFalse();
    }

    /// <summary>A node of the previous release knows no issuer, and accepts every invitation that is stored.</summary>
    [Theory]
    [InlineData("removed", 0)]
    [InlineData("an admin", 1)]
    [InlineData("a member", 0)]
    public async Task Invitations_are_deleted_when_their_issuer_loses_the_right_to_send_them(string change, int left)
    {
        var owner = await AddTeamAsync();
        var issuer = await JoinAsync(owner, Role.Owner);
        await InviteAsync(owner.TeamId, role: Role.Admin, issuer: issuer);
        await InviteAsync(owner.TeamId, "heidi@example.com", role: Role.Viewer, issuer: issuer);
        await InviteAsync(owner.TeamId, "ivan@example.com", role: Role.Admin, issuer: owner);

        (await ChangeAsync(issuer, change)).ShouldBeTrue();

        await using var context = Node.OpenContext();
        (await context.Invitations.CountAsync(row => row.TeamId == owner.TeamId, Cancellation)).ShouldBe(left + 1);
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
        TeamId team, string email = "grace@example.com", DateTimeOffset? at = null, Role role = Role.Member, Member? issuer = null)
    {
        var created = at ?? Noon;
        var invitation = new Invitation
        {
            Id = InvitationId.New(created),
            TeamId = team,
            Email = email,
            Role = role,
            Issuer = issuer?.Id,
            CreatedAt = created,
        };
        var hash = NewHash();
        await Node.Invitations.AddAsync(invitation, hash, Cancellation);
        return (invitation, hash);
    }

    /// <summary>Adds a member to the team, an hour after it began.</summary>
    private async Task<Member> JoinAsync(Member owner, Role role)
    {
        var (invitation, _) = await InviteAsync(owner.TeamId, $"{Guid.NewGuid():N}@example.com", role: role, issuer: owner);
        var member = await NewMemberAsync(invitation);
        (await Node.Invitations.AcceptAsync(invitation, member, Cancellation)).ShouldBeTrue();
        return member;
    }

    private Task<bool> ChangeAsync(Member member, string change) => change switch
    {
        "removed" => RemoveAsync(Node, member),
        "removed by a node of the previous release" => WriteAsync(member, row => row.SetProperty(gone => gone.RemovedAt, Noon.AddHours(2))),
        "an admin by a node of the previous release" => WriteAsync(member, row => row.SetProperty(changed => changed.Role, Role.Admin)),
        "an admin" => Node.Tenancy.UpdateMemberAsync(member with { Role = Role.Admin, Version = 2 }, Cancellation),
        _ => Node.Tenancy.UpdateMemberAsync(member with { Role = Role.Member, Version = 2 }, Cancellation),
    };

    /// <summary>Changes the row of a member, and nothing that depends on it.</summary>
    private async Task<bool> WriteAsync(Member member, Action<UpdateSettersBuilder<MemberRow>> change)
    {
        await using var context = Node.OpenContext();
        return await context.Members.Where(row => row.Id == member.Id).ExecuteUpdateAsync(change, Cancellation) == 1;
    }

    private static Task<bool> RemoveAsync(StoreNode node, Member member) =>
        node.Tenancy.RemoveMemberAsync(member.TeamId, member.Id, Noon.AddHours(2), Cancellation);

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
