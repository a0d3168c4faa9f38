using System.Security.Cryptography;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class EmailChangeStoreContract(StoreFixture store) : StoreContract(store)
{
    private const string Stamp = "stamp";

    private IEmailChangeStore Changes => Node.Get<IEmailChangeStore>();

    [Fact]
    public async Task A_change_is_found_as_it_was_stored_until_it_is_used()
    {
        var change = ChangeOf(await AddAccountAsync());
        var hash = await AddAsync(change);
        (await Changes.FindAsync(hash, Cancellation)).ShouldBe(change);
        (await Changes.FindAsync(change.User, Cancellation)).ShouldBe(change);

        (await Changes.UseAsync(hash, Cancellation)).ShouldBe(EmailChangeResult.Changed);

        (await Changes.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await Changes.UseAsync(hash, Cancellation)).ShouldBe(EmailChangeResult.Gone);
    }

    [Fact]
    public async Task The_account_gets_the_address_as_a_verified_one_and_keeps_what_counts_towards_its_lockout()
    {
        var user = await AddAccountAsync();
        var change = ChangeOf(user);
        await Node.Get<IPasswordResetStore>().AddAsync(new PasswordReset(user, Noon), RandomNumberGenerator.GetBytes(32), Cancellation);
        var hash = await AddAsync(change);

        await Changes.UseAsync(hash, Cancellation);

        var after = await FindAsync(user);
        (after.Email, after.UserName, after.EmailConfirmed, after.AccessFailedCount).ShouldBe((change.Email, change.Email, true, 3));
        (after.NormalizedEmail, after.NormalizedUserName).ShouldBe((change.Email.ToUpperInvariant(), change.Email.ToUpperInvariant()));
        after.SecurityStamp.ShouldNotBe(Stamp);
        (await Node.Get<IPasswordResetStore>().FindAsync(user, Cancellation)).ShouldBeNull("its link would set the password of an account that may be an operator's by now");
    }

    [Fact]
    public async Task A_change_that_was_requested_before_the_password_changed_does_nothing()
    {
        var user = await AddAccountAsync();
        var before = (await FindAsync(user)).Email;
        var hash = await AddAsync(ChangeOf(user) with { Stamp = "an earlier one" });

        (await Changes.UseAsync(hash, Cancellation)).ShouldBe(EmailChangeResult.Gone);

        (await FindAsync(user)).Email.ShouldBe(before);
    }

    [Fact]
    public async Task Of_two_accounts_that_change_to_one_address_at_the_same_time_one_gets_it()
    {
        var (ada, eve) = (await AddAccountAsync(), await AddAccountAsync());
        var email = $"{Guid.NewGuid():N}@example.com";
        var (one, two) = (await AddAsync(ChangeOf(ada) with { Email = email }), await AddAsync(ChangeOf(eve) with { Email = email.ToUpperInvariant() }));
        await using var other = Store.NewNode();

        var results = await Task.WhenAll(
            Task.Run(() => Changes.UseAsync(one, Cancellation), Cancellation), Task.Run(() => other.Get<IEmailChangeStore>().UseAsync(two, Cancellation), Cancellation));

        results.ShouldBe([EmailChangeResult.Changed, EmailChangeResult.Taken], ignoreOrder: true);
        (await Changes.FindAsync(results[0] is EmailChangeResult.Taken ? ada : eve, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_concurrent_uses_one_succeeds()
    {
        var hash = await AddAsync(ChangeOf(await AddAccountAsync()));
        await using var other = Store.NewNode();

        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(
            () => (index % 2 == 0 ? Changes : other.Get<IEmailChangeStore>()).UseAsync(hash, Cancellation), Cancellation)));

        uses.Count(static use => use is EmailChangeResult.Changed).ShouldBe(1);
        uses.Count(static use => use is EmailChangeResult.Gone).ShouldBe(7);
    }

    [Fact]
    public async Task The_next_change_of_an_account_replaces_the_earlier_one_also_when_two_are_added_at_once()
    {
        var change = ChangeOf(await AddAccountAsync());
        var earlier = await AddAsync(change);

        var hashes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AddAsync(change), Cancellation)));

        (await Changes.FindAsync(earlier, Cancellation)).ShouldBeNull();
        var found = new List<EmailChange?>();
        foreach (var hash in hashes) found.Add(await Changes.FindAsync(hash, Cancellation));
        found.OfType<EmailChange>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Expired_changes_of_all_accounts_are_deleted_with_the_next_one()
    {
        var expired = ChangeOf(await AddAccountAsync()) with { CreatedAt = Noon.AddYears(-2) };
        var open = ChangeOf(await AddAccountAsync()) with { CreatedAt = expired.CreatedAt.AddSeconds(1) };
        var (gone, kept) = (await AddAsync(expired), await AddAsync(open));

        await AddAsync(ChangeOf(await AddAccountAsync()) with { CreatedAt = expired.ExpiresAt });

        (await Changes.FindAsync(gone, Cancellation)).ShouldBeNull("its address may be of someone who has no account");
        (await Changes.FindAsync(kept, Cancellation)).ShouldBe(open);
    }

    [Fact]
    public async Task Everything_is_in_the_audit_log_with_the_addresses_among_the_details()
    {
        var owner = await AddTeamAsync(await AddAccountAsync());
        var before = (await FindAsync(owner.UserId)).Email;
        var change = ChangeOf(owner.UserId);
        await AddAsync(change);
        (await Changes.RemoveAsync(owner.UserId, Cancellation)).ShouldBeTrue();
        (await Changes.RemoveAsync(owner.UserId, Cancellation)).ShouldBeFalse();
        await Changes.UseAsync(await AddAsync(change), Cancellation);

        var lines = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = owner.TeamId, Limit = 4, Action = "account." }, Cancellation);

        lines.Select(static line => line.Entry.Action).ShouldBe(
            [AuditActions.EmailChanged, AuditActions.EmailChangeRequested, AuditActions.EmailChangeCanceled, AuditActions.EmailChangeRequested]);
        lines[0].Changes.ShouldBe([new AuditChange("email", before, change.Email) { IsPersonal = true }]);
        lines[0].Entry.Changes.ShouldNotContain(change.Email);
    }

    [Fact]
    public async Task A_changed_address_is_announced_and_the_old_one_earns_no_second_initial_credit()
    {
        var owner = await AddTeamAsync(await AddAccountAsync());
        var before = (await FindAsync(owner.UserId)).Email!;
        (await Node.Wallets.GrantInitialCreditAsync(owner.TeamId, NanoUsd.FromUsd(10), Noon, Cancellation)).ShouldBeTrue();
        var hash = await AddAsync(ChangeOf(owner.UserId));

        var published = await PublishedDuringAsync(Node.Get<Signal<AccessChanged>>(), () => Changes.UseAsync(hash, Cancellation));

        published.ShouldContain(new AccessChanged(owner.TeamId));
        await using var context = Node.OpenContext();
        (await CreditedAddresses.ContainsAsync(context, before.ToUpperInvariant(), Cancellation)).ShouldBeTrue();
    }

    /// <summary>An account as Identity stores it, with three wrong passwords.</summary>
    private async Task<UserId> AddAccountAsync()
    {
        var user = NewUser($"{Guid.NewGuid():N}@example.com");
        (user.SecurityStamp, user.AccessFailedCount) = (Stamp, 3);
        (await Node.WithUsersAsync(users => users.CreateAsync(user, Cancellation))).Succeeded.ShouldBeTrue();
        return user.UserId;
    }

    private async Task<PortalUser> FindAsync(UserId user)
    {
        await using var context = Node.OpenContext();
        return await context.Users.AsNoTracking().SingleAsync(row => row.Id == user.Value, Cancellation);
    }

    private static EmailChange ChangeOf(UserId user) => new(user, $"New.{Guid.NewGuid():N}@example.com", Stamp, Noon);

    private async Task<byte[]> AddAsync(EmailChange change)
    {
        var hash = RandomNumberGenerator.GetBytes(32);
        await Changes.AddAsync(change, hash, Cancellation);
        return hash;
    }
}

public sealed class EmailChangeStoreOnSqlite(SqliteStore store) : EmailChangeStoreContract(store), IClassFixture<SqliteStore>;

public sealed class EmailChangeStoreOnPostgres(PostgresStore store) : EmailChangeStoreContract(store), IClassFixture<PostgresStore>;
