using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

[Trait("Promise", "P-12")]
public abstract class MemberRemovalContract(StoreFixture store) : StoreContract(store)
{
    private static readonly DateTimeOffset Later = Noon.AddDays(1);

    [Fact]
    public async Task A_removed_member_is_not_listed_and_cannot_sign_in_to_the_team()
    {
        var (owner, grace) = await TeamOfTwoAsync();

        (await RemoveAsync(grace)).ShouldBeTrue();

        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldBe([owner]);
        (await Node.Tenancy.FindMembershipAsync(grace.UserId, Cancellation)).ShouldBeNull();
        (await Node.Tenancy.UpdateMemberAsync(grace with { Version = 2 }, Cancellation)).ShouldBeFalse();
        (await RemoveAsync(grace)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_keys_of_a_removed_member_are_revoked_and_no_others()
    {
        var (owner, grace) = await TeamOfTwoAsync();
        var (theirs, hash) = await MintAsync(grace);
        var (others, othersHash) = await MintAsync(owner);

        await RemoveAsync(grace);

        (await Node.Keys.FindAsync(owner.TeamId, theirs.Id, Cancellation))!.RevokedAt.ShouldBe(Later);
        (await Node.Keys.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Node.Keys.FindAsync(owner.TeamId, others.Id, Cancellation))!.RevokedAt.ShouldBeNull();
        (await Node.Keys.FindAsync(othersHash, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_minted_while_its_holder_is_removed_does_not_work()
    {
        var (_, grace) = await TeamOfTwoAsync();
        await RemoveAsync(grace);

        var (_, hash) = await MintAsync(grace);

        (await Node.Keys.FindAsync(hash, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_last_owner_cannot_be_removed_and_one_of_two_can()
    {
        var (owner, _) = await TeamOfTwoAsync();
        (await RemoveAsync(owner)).ShouldBeFalse();

        var second = await AddMemberAsync(owner.TeamId, await AddUserAsync(), Role.Owner);

        (await RemoveAsync(owner)).ShouldBeTrue();
        (await RemoveAsync(second)).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_owners_who_step_down_or_leave_at_once_on_two_nodes_one_stays()
    {
        await using var other = Store.NewNode();
        for (var round = 0; round < 10; round++)
        {
            var first = await AddTeamAsync();
            var second = await AddMemberAsync(first.TeamId, await AddUserAsync(), Role.Owner);

            var outcomes = await Task.WhenAll(
                Task.Run(() => Node.Tenancy.UpdateMemberAsync(first with { Role = Role.Admin, Version = 2 }, Cancellation), Cancellation),
                Task.Run(
                    () => round % 2 == 0
                        ? other.Tenancy.UpdateMemberAsync(second with { Role = Role.Member, Version = 2 }, Cancellation)
                        : other.Tenancy.RemoveMemberAsync(first.TeamId, second.Id, Later, Cancellation),
                    Cancellation));

            outcomes.Count(static done => done).ShouldBe(1);
            (await Node.Tenancy.ListMembersAsync(first.TeamId, Cancellation)).Count(member => member.Role is Role.Owner).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_member_whose_new_role_has_no_keys_loses_them()
    {
        var (owner, grace) = await TeamOfTwoAsync();
        var key = new Portal.Keys.ApiKey
        {
            Id = KeyId.New(Noon),
            TeamId = grace.TeamId,
            MemberId = grace.Id,
            Name = "laptop",
            Display = "jinf_ab…wxyz",
            Terms = new Portal.Keys.KeyTerms { RequestsPerMinute = 600 },
            CreatedAt = Noon,
        };
        await Node.Keys.AddAsync(key, Portal.Keys.KeyHash.From(Portal.Keys.KeyFormat.Generate().Reveal()), Cancellation);

        (await Node.Tenancy.UpdateMemberAsync(grace with { Role = Role.Admin, Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation))!.RevokedAt.ShouldBeNull();
        (await Node.Tenancy.UpdateMemberAsync(grace with { Role = Role.Billing, Version = 3 }, Cancellation)).ShouldBeTrue();

        (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation))!.RevokedAt.ShouldNotBeNull();
        (await Node.Tenancy.FindMembershipAsync(grace.UserId, Cancellation))!.Role.ShouldBe(Role.Billing);
    }

    [Fact]
    public async Task A_team_cannot_remove_a_member_of_another_team()
    {
        var (owner, _) = await TeamOfTwoAsync();
        var (_, stranger) = await TeamOfTwoAsync();

        (await Node.Tenancy.RemoveMemberAsync(owner.TeamId, stranger.Id, Later, Cancellation)).ShouldBeFalse();

        (await Node.Tenancy.FindMembershipAsync(stranger.UserId, Cancellation)).ShouldBe(stranger);
    }

    [Fact]
    public async Task A_removed_member_can_return_as_a_new_member()
    {
        var (owner, grace) = await TeamOfTwoAsync();
        await RemoveAsync(grace);

        var again = await AddMemberAsync(owner.TeamId, grace.UserId, Role.Viewer);

        (await Node.Tenancy.FindMembershipAsync(grace.UserId, Cancellation)).ShouldBe(again);
        again.Id.ShouldNotBe(grace.Id);
    }

    [Fact]
    public async Task The_apps_of_a_removed_member_are_disconnected_from_this_team_and_no_others()
    {
        var (owner, grace) = await TeamOfTwoAsync();
        var other = await AddTeamAsync();
        var grant = new OAuthGrant("hash", "An agent", "usage:read");
        var app = NewSession(grace.UserId, owner.TeamId) with { Grant = grant };
        SignInSession[] kept =
        [
            NewSession(grace.UserId, owner.TeamId), NewSession(grace.UserId, other.TeamId) with { Grant = grant }, NewSession(owner.UserId, owner.TeamId) with { Grant = grant },
        ];
        foreach (var session in kept.Append(app)) await Node.Sessions.AddAsync(session, Cancellation);

        await RemoveAsync(grace);

        (await Node.Sessions.FindAsync(app.Id, Cancellation)).ShouldBeNull();
        foreach (var session in kept) (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldNotBeNull();
        await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Later, Cancellation);
        (await Node.Sessions.FindAsync(kept[2].Id, Cancellation)).ShouldBeNull("the team is gone");
    }

    [Fact]
    public async Task A_removal_is_announced_once()
    {
        var (owner, grace) = await TeamOfTwoAsync();

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            await RemoveAsync(grace);
            await RemoveAsync(grace);
        });

        published.Count(item => item.Team == owner.TeamId).ShouldBe(1);
    }

    private static SignInSession NewSession(UserId user, TeamId team) =>
        new(SignInSessionId.New(Noon), user, Noon, Noon.AddDays(1)) { Team = team };

    private Task<bool> RemoveAsync(Member member) => Node.Tenancy.RemoveMemberAsync(member.TeamId, member.Id, Later, Cancellation);

    private async Task<(Member Owner, Member Other)> TeamOfTwoAsync()
    {
        var owner = await AddTeamAsync();
        return (owner, await AddMemberAsync(owner.TeamId, await AddUserAsync(), Role.Member));
    }

    private async Task<Member> AddMemberAsync(TeamId team, UserId user, Role role)
    {
        var id = MemberId.New(Noon);
        await using (var context = Node.OpenContext())
        {
            context.Add(new MemberRow { Id = id, TeamId = team, UserId = user.Value, Role = role, JoinedAt = Noon.AddHours(1) });
            await context.SaveChangesAsync(Cancellation);
        }

        return (await Node.Tenancy.ListMembersAsync(team, Cancellation)).Single(member => member.Id == id);
    }

    private async Task<(ApiKey Key, KeyHash Hash)> MintAsync(Member member)
    {
        var plaintext = KeyFormat.Generate().Reveal();
        var key = new ApiKey
        {
            Id = KeyId.New(Noon),
            TeamId = member.TeamId,
            MemberId = member.Id,
            Name = "a key",
            Display = KeyFormat.Display(plaintext),
            Terms = new KeyTerms { RequestsPerMinute = 600 },
            CreatedAt = Noon,
        };
        await Node.Keys.AddAsync(key, KeyHash.From(plaintext), Cancellation);
        return (key, KeyHash.From(plaintext));
    }
}

public sealed class MemberRemovalOnSqlite(SqliteStore store) : MemberRemovalContract(store), IClassFixture<SqliteStore>;

public sealed class MemberRemovalOnPostgres(PostgresStore store) : MemberRemovalContract(store), IClassFixture<PostgresStore>;
