using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class AccountDeletionContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_deleted_account_leaves_nothing_that_identifies_the_person()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var owner = await AddTeamAsync(await AddUserAsync(email));
        var session = new SignInSession(SignInSessionId.New(Noon), owner.UserId, Noon, Noon.AddDays(1));
        await Node.Sessions.AddAsync(session, Cancellation);
        var key = await AddKeyAsync(owner);
        var use = new KeyUse(Noon, "203.0.113.7", "curl/8.5.0");
        await Node.Keys.AddUsesAsync(new Dictionary<(KeyId, bool), KeyUse> { [(key.Id, false)] = use }, Cancellation);

        (await DeleteAsync(owner.UserId)).ShouldBeTrue();

        await using var context = Node.OpenContext();
        var row = await context.Users.SingleAsync(row => row.Id == owner.UserId.Value, Cancellation);
        (row.Email, row.NormalizedEmail, row.PasswordHash).ShouldBe((null, null, null));
        row.UserName.ShouldNotBe(email);
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBeNull();
        (await Node.Tenancy.FindMembershipAsync(owner.UserId, Cancellation)).ShouldBeNull();
        var revoked = (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation)).ShouldNotBeNull();
        (revoked.RevokedAt, revoked.LastUse).ShouldBe((Noon.AddHours(1), new KeyUse(Noon, null, null)));
        await AddUserAsync(email);
    }

    [Fact]
    public async Task The_address_of_a_deleted_account_that_had_the_initial_credit_is_remembered_as_a_hash()
    {
        var (email, other) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid():N}@example.com");
        var (owner, poor) = (await AddTeamAsync(await AddUserAsync(email)), await AddTeamAsync(await AddUserAsync(other)));
        (await Node.Wallets.GrantInitialCreditAsync(owner.TeamId, NanoUsd.FromUsd(10), Noon, Cancellation)).ShouldBeTrue();
        await using var context = Node.OpenContext();

        (await CreditedAddresses.ContainsAsync(context, email.ToUpperInvariant(), Cancellation)).ShouldBeFalse();
        (await DeleteAsync(owner.UserId)).ShouldBeTrue();
        (await DeleteAsync(poor.UserId)).ShouldBeTrue();

        (await CreditedAddresses.ContainsAsync(context, email.ToUpperInvariant(), Cancellation)).ShouldBeTrue();
        (await CreditedAddresses.ContainsAsync(context, $"{email}.".ToUpperInvariant(), Cancellation)).ShouldBeTrue("It is the same.");
        (await CreditedAddresses.ContainsAsync(context, other.ToUpperInvariant(), Cancellation)).ShouldBeFalse();
        var again = await AddTeamAsync(await AddUserAsync(email));
        (await Node.Wallets.GrantInitialCreditAsync(again.TeamId, NanoUsd.FromUsd(10), Noon, Cancellation)).ShouldBeTrue();
        (await DeleteAsync(again.UserId)).ShouldBeTrue("it is remembered already");
        var hashes = await context.Set<CreditedAddressRow>().ToListAsync(Cancellation);
        hashes.ShouldAllBe(row => row.Hash.Length == 32 && !row.Hash.SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(email.ToUpperInvariant()))));
    }

    [Fact]
    public async Task The_only_owner_of_a_team_with_other_members_is_not_deleted()
    {
        var owner = await AddTeamAsync();
        await AddMemberAsync(owner.TeamId, Role.Admin);
        var key = await AddKeyAsync(owner);

        (await DeleteAsync(owner.UserId)).ShouldBeFalse();

        (await Node.Tenancy.FindMembershipAsync(owner.UserId, Cancellation)).ShouldNotBeNull();
        (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation)).ShouldNotBeNull().RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task One_of_two_owners_can_be_deleted_and_the_team_stays()
    {
        var owner = await AddTeamAsync();
        var other = await AddMemberAsync(owner.TeamId, Role.Owner);

        (await DeleteAsync(owner.UserId)).ShouldBeTrue();

        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldHaveSingleItem().UserId.ShouldBe(other);
    }

    [Fact]
    public async Task An_account_that_joins_a_team_while_it_is_deleted_on_another_node_leaves_no_member()
    {
        await using var other = Store.NewNode();
        for (var round = 0; round < 10; round++)
        {
            var (owner, leaver) = (await AddTeamAsync(), await AddTeamAsync());
            var invitation = new Invitation { Id = InvitationId.New(Noon), TeamId = owner.TeamId, Email = "new@example.com", Role = Role.Member, CreatedAt = Noon };
            await Node.Invitations.AddAsync(invitation, RandomNumberGenerator.GetBytes(32), Cancellation);
            var member = new Member { Id = MemberId.New(Noon), TeamId = owner.TeamId, UserId = leaver.UserId, Email = "new@example.com", Role = Role.Member, JoinedAt = Noon };

            var deletion = Task.Run(() => DeleteAsync(leaver.UserId), Cancellation);
            await Task.WhenAll(deletion, Task.Run(() => other.Invitations.AcceptAsync(invitation, member, Cancellation), Cancellation));

            (await deletion).ShouldBeTrue();
            (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldHaveSingleItem().ShouldBe(owner);
        }
    }

    [Fact]
    public async Task A_deleted_account_joins_no_team()
    {
        var (owner, leaver) = (await AddTeamAsync(), await AddTeamAsync());
        var invitation = new Invitation { Id = InvitationId.New(Noon), TeamId = owner.TeamId, Email = "new@example.com", Role = Role.Member, CreatedAt = Noon };
        await Node.Invitations.AddAsync(invitation, RandomNumberGenerator.GetBytes(32), Cancellation);
        await DeleteAsync(leaver.UserId);

        (await Node.Invitations.AcceptAsync(
            invitation, new Member { Id = MemberId.New(Noon), TeamId = owner.TeamId, UserId = leaver.UserId, Email = "", Role = Role.Member, JoinedAt = Noon }, Cancellation)).ShouldBeFalse();

        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_deletion_is_published_to_the_team()
    {
        var owner = await AddTeamAsync();

        var published = await PublishedDuringAsync(Node.AccessChanges, () => DeleteAsync(owner.UserId));

        published.ShouldContain(change => change.Team == owner.TeamId);
    }

    [Fact]
    public async Task A_deleted_team_has_no_members_invitations_or_live_keys_and_another_team_keeps_its_own()
    {
        var (owner, unrelated) = (await AddTeamAsync(), await AddTeamAsync());
        var (key, kept) = (await AddKeyAsync(owner), await AddKeyAsync(unrelated));
        await AddMemberAsync(owner.TeamId, Role.Member);
        var invitation = new Invitation { Id = InvitationId.New(Noon), TeamId = owner.TeamId, Email = "new@example.com", Role = Role.Member, CreatedAt = Noon };
        await Node.Invitations.AddAsync(invitation, RandomNumberGenerator.GetBytes(32), Cancellation);

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon.AddHours(1), Cancellation)).ShouldBeTrue();

        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldBeEmpty();
        (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).ShouldBeEmpty();
        (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation)).ShouldNotBeNull().RevokedAt.ShouldBe(Noon.AddHours(1));
        (await Node.Keys.FindAsync(unrelated.TeamId, kept.Id, Cancellation)).ShouldNotBeNull().RevokedAt.ShouldBeNull();
        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon.AddHours(2), Cancellation)).ShouldBeFalse();
    }

    private Task<bool> DeleteAsync(UserId user) => Node.Get<IAccountStore>().DeleteAsync(user, email: null, Noon.AddHours(1), Cancellation);

    private async Task<UserId> AddMemberAsync(TeamId team, Role role)
    {
        var user = await AddUserAsync();
        await using var context = Node.OpenContext();
        context.Add(new MemberRow { Id = MemberId.New(Noon), TeamId = team, UserId = user.Value, Role = role, JoinedAt = Noon });
        await context.SaveChangesAsync(Cancellation);
        return user;
    }

    private async Task<ApiKey> AddKeyAsync(Member member)
    {
        var terms = new NewKey { Name = "a key", Terms = new KeyTerms { RequestsPerMinute = 600 } };
        return (await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(member.TeamId, member.Id, terms, Cancellation)).Key;
    }
}

public sealed class AccountDeletionOnSqlite(SqliteStore store) : AccountDeletionContract(store), IClassFixture<SqliteStore>;

public sealed class AccountDeletionOnPostgres(PostgresStore store) : AccountDeletionContract(store), IClassFixture<PostgresStore>;
