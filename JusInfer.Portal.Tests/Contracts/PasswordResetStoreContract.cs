using System.Security.Cryptography;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class PasswordResetStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_reset_is_found_as_it_was_stored_until_it_is_used()
    {
        var reset = new PasswordReset(await AddUserAsync(), Noon, IsMailed: true);
        var hash = await AddAsync(reset);
        (await Resets.FindAsync(hash, Cancellation)).ShouldBe(reset);
        (await Resets.FindAsync(reset.User, Cancellation)).ShouldBe(reset);

        (await Resets.UseAsync(hash, Cancellation)).ShouldBeTrue();

        (await Resets.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Resets.UseAsync(hash, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task No_reset_is_added_for_an_address_that_the_account_does_not_have_any_more()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var user = await AddUserAsync(email);
        var (kept, hash) = (new PasswordReset(user, Noon, IsMailed: true) { MailedTo = email }, RandomNumberGenerator.GetBytes(32));
        (await Resets.AddAsync(kept, hash, Cancellation)).ShouldBeTrue();

        (await Resets.AddAsync(kept with { MailedTo = "earlier@example.com" }, RandomNumberGenerator.GetBytes(32), Cancellation)).ShouldBeFalse();

        (await Resets.FindAsync(hash, Cancellation)).ShouldBe(kept with { MailedTo = null });
    }

    [Fact]
    public async Task The_reset_of_an_account_can_be_removed()
    {
        var (reset, other) = (new PasswordReset(await AddUserAsync(), Noon), new PasswordReset(await AddUserAsync(), Noon));
        var (hash, kept) = (await AddAsync(reset), await AddAsync(other));

        await Resets.RemoveAsync(reset.User, Cancellation);

        (await Resets.FindAsync(reset.User, Cancellation)).ShouldBeNull();
        (await Resets.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Resets.FindAsync(kept, Cancellation)).ShouldBe(other);
    }

    [Fact]
    public async Task Of_concurrent_uses_one_succeeds()
    {
        var hash = await AddAsync(new PasswordReset(await AddUserAsync(), Noon));
        await using var other = Store.NewNode();

        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(
            () => (index % 2 == 0 ? Resets : other.Get<IPasswordResetStore>()).UseAsync(hash, Cancellation), Cancellation)));

        uses.Count(used => used).ShouldBe(1);
    }

    [Fact]
    public async Task The_next_reset_of_an_account_replaces_the_earlier_one_also_when_two_are_added_at_once()
    {
        var reset = new PasswordReset(await AddUserAsync(), Noon);
        var earlier = await AddAsync(reset);

        var hashes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AddAsync(reset), Cancellation)));

        (await Resets.FindAsync(earlier, Cancellation)).ShouldBeNull();
        var found = new List<PasswordReset?>();
        foreach (var hash in hashes) found.Add(await Resets.FindAsync(hash, Cancellation));
        found.OfType<PasswordReset>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_account_is_found_by_its_address_in_any_case_with_the_address_as_it_was_entered()
    {
        var user = await AddUserAsync("Grace.Hopper@example.com");

        (await Resets.FindAccountAsync("grace.hopper@EXAMPLE.com", Cancellation)).ShouldBe(new AccountAddress(user, "Grace.Hopper@example.com"));
        (await Resets.FindAccountAsync("grace@example.com", Cancellation)).ShouldBeNull();
    }

    [Fact] // omnara-ai/omnara#409
    public async Task Of_two_accounts_with_one_mailbox_each_is_found_by_its_own_spelling()
    {
        var name = $"{Guid.NewGuid():N}";
        var earlier = await AddUserAsync($"{name}@Example.com.");
        (await IdOfAsync($"{name}@example.com")).ShouldBe(earlier, "There is no other one.");

        var canonical = await AddUserAsync($"{name}@example.com");

        (await IdOfAsync($"{name}@example.com")).ShouldBe(canonical);
        (await IdOfAsync($"{name}@EXAMPLE.com.")).ShouldBe(earlier);

        async Task<UserId?> IdOfAsync(string email) => (await Resets.FindAccountAsync(email, Cancellation))?.Id;
    }

    [Fact]
    public async Task An_owner_makes_a_link_for_a_member_only_while_both_are_in_that_team_alone_and_one_owns_it()
    {
        var owner = await AddTeamAsync();
        var member = await JoinAsync(owner.TeamId, await AddUserAsync(), Role.Member);
        var second = await JoinAsync(owner.TeamId, await AddUserAsync(), Role.Owner);
        var reset = new PasswordReset(member.UserId, Noon) { MadeBy = By(owner) };
        (await TryAddAsync(reset)).ShouldBeTrue();
        (await TryAddAsync(reset with { MadeBy = By(member) })).ShouldBeFalse("A member makes none.");
        (await TryAddAsync(reset with { MadeBy = By(owner, "verified@example.com") })).ShouldBeFalse("It has another address by now.");

        await AddTeamAsync(member.UserId);
        (await TryAddAsync(reset)).ShouldBeFalse("The account has another team, which is not the owner's.");

        var other = await JoinAsync(owner.TeamId, await AddUserAsync(), Role.Member);
        (await Node.Tenancy.RemoveMemberAsync(owner.TeamId, owner.Id, Noon, Cancellation)).ShouldBeTrue();
        (await TryAddAsync(new PasswordReset(other.UserId, Noon) { MadeBy = By(owner) })).ShouldBeFalse("The maker was removed.");
        (await TryAddAsync(new PasswordReset(other.UserId, Noon) { MadeBy = By(second) })).ShouldBeTrue();
        (await TryAddAsync(new PasswordReset(member.UserId, Noon))).ShouldBeTrue("An operator makes them for everybody.");
    }

    [Fact]
    public async Task No_link_of_an_owner_is_left_when_the_account_gets_another_team_at_the_same_time()
    {
        var owner = await AddTeamAsync();
        await using var other = Store.NewNode();
        for (var round = 0; round < 10; round++)
        {
            var member = await JoinAsync(owner.TeamId, await AddUserAsync(), Role.Member);
            var reset = new PasswordReset(member.UserId, Noon) { MadeBy = By(owner) };
            var team = new Team { Id = TeamId.New(Noon), Name = "Own", CreatedAt = Noon };

            await Task.WhenAll(
                Task.Run(() => TryAddAsync(reset), Cancellation),
                Task.Run(() => other.Tenancy.AddTeamAsync(team, NewOwner(team, member.UserId, Noon), Cancellation), Cancellation));

            (await Resets.FindAsync(member.UserId, Cancellation)).ShouldBeNull();
        }
    }

    private static OwnersLink By(Member owner, string? verified = null) => new(owner, verified);

    private Task<bool> TryAddAsync(PasswordReset reset) => Resets.AddAsync(reset, RandomNumberGenerator.GetBytes(32), Cancellation);

    private async Task<Member> JoinAsync(TeamId team, UserId user, Role role)
    {
        var member = NewOwner(new Team { Id = team, Name = "", CreatedAt = Noon }, user, Noon) with { Role = role };
        await using var context = Node.OpenContext();
        context.Add(MemberMapping.ToRow(member));
        await context.SaveChangesAsync(Cancellation);
        return member;
    }

    private IPasswordResetStore Resets => Node.Get<IPasswordResetStore>();

    private async Task<byte[]> AddAsync(PasswordReset reset)
    {
        var hash = RandomNumberGenerator.GetBytes(32);
        await Resets.AddAsync(reset, hash, Cancellation);
        return hash;
    }
}

public sealed class PasswordResetStoreOnSqlite(SqliteStore store) : PasswordResetStoreContract(store), IClassFixture<SqliteStore>;

public sealed class PasswordResetStoreOnPostgres(PostgresStore store) : PasswordResetStoreContract(store), IClassFixture<PostgresStore>;
