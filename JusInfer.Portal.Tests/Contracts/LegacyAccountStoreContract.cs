using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class LegacyAccountStoreContract(StoreFixture store) : StoreContract(store)
{
    private readonly string mailbox = $"{Guid.NewGuid():N}@acme.example";

    private ILegacyAccountStore Accounts => Node.Get<ILegacyAccountStore>();

    [Fact]
    public async Task An_account_of_an_earlier_version_is_listed_with_all_that_have_its_mailbox()
    {
        var other = Guid.NewGuid().ToString("N");
        var today = await AddUserAsync(mailbox);
        var dotted = await AddTeamAsync(await AddUserAsync($"{mailbox}."));
        var wide = await AddUserAsync(mailbox.Replace('.', '\u3002'));
        var letters = await AddUserAsync($"{other}@b\u00FCcher.example");
        var working = await AddUserAsync($"{other}@example.com");

        var listed = (await Accounts.ListAsync(Cancellation)).Accounts;

        listed.Where(account => account.Mailbox == mailbox).Select(static account => account.User)
            .ShouldBe([today, dotted.UserId, wide], ignoreOrder: true);
        (await Accounts.FindAsync(letters, Cancellation)).ShouldNotBeNull().Mailbox.ShouldBe($"{other}@xn--bcher-kva.example");
        listed.Single(account => account.User == dotted.UserId).Teams.ShouldBe([new LegacyTeam("Team", IsAlone: true)]);
        listed.ShouldNotContain(account => account.Email == $"{other}@example.com");
        foreach (var account in listed)
            (await Accounts.FindAsync(account.User, Cancellation)).ShouldNotBeNull().Email.ShouldBe(account.Email);
        (await Accounts.FindAsync(working, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_mailbox_that_is_shared_is_listed_before_those_that_work()
    {
        var before = await Accounts.ListAsync(Cancellation);
        var name = Guid.NewGuid().ToString("N");
        for (var index = 0; index < LegacyAccountList.MaxMailboxes; index++) await AddUserAsync($"{index}.{name}@b\u00FCcher.example");
        var (one, two) = (await AddUserAsync($"zoe.{mailbox}"), await AddUserAsync($"zoe.{mailbox}."));

        var listed = await Accounts.ListAsync(Cancellation);

        listed.Accounts.Select(static account => account.User).Where(user => user == one || user == two).Count().ShouldBe(2);
        listed.SharedMailboxes.ShouldBe(before.SharedMailboxes + 1);
        listed.MoreMailboxes.ShouldBeGreaterThan(0);
        listed.Accounts.GroupBy(static account => account.Mailbox).Count().ShouldBe(LegacyAccountList.MaxMailboxes);
    }

    [Fact]
    public async Task Of_two_that_are_renamed_to_one_address_at_the_same_time_one_gets_it()
    {
        var (one, two) = (await AddUserAsync($"{mailbox}."), await AddUserAsync(mailbox.Replace('.', '\u3002')));
        await using var other = Store.NewNode();

        var results = await Task.WhenAll(
            Task.Run(() => Accounts.RenameAsync(one, $"{mailbox}.", mailbox, Cancellation), Cancellation),
            Task.Run(
                () => other.Get<ILegacyAccountStore>().RenameAsync(two, mailbox.Replace('.', '\u3002'), mailbox, Cancellation),
                Cancellation));

        // Both are spellings of the address, so that even the first one finds it taken.
        results.ShouldBe([EmailChangeResult.Taken, EmailChangeResult.Taken]);
        var free = $"free.{mailbox}";
        results = await Task.WhenAll(
            Task.Run(() => Accounts.RenameAsync(one, $"{mailbox}.", free, Cancellation), Cancellation),
            Task.Run(
                () => other.Get<ILegacyAccountStore>().RenameAsync(two, mailbox.Replace('.', '\u3002'), free, Cancellation),
                Cancellation));
        results.ShouldBe([EmailChangeResult.Changed, EmailChangeResult.Taken], ignoreOrder: true);
    }

    [Fact]
    public async Task A_renamed_account_is_announced_and_its_old_address_earns_no_second_credit()
    {
        var owner = await AddTeamAsync(await AddUserAsync($"{mailbox}."));
        (await Node.Wallets.GrantInitialCreditAsync(owner.TeamId, NanoUsd.FromUsd(10), Noon, Cancellation)).ShouldBeTrue();

        var published = await PublishedDuringAsync(
            Node.Get<Signal<AccessChanged>>(), () => Accounts.RenameAsync(owner.UserId, $"{mailbox}.", $"new.{mailbox}", Cancellation));

        published.ShouldContain(new AccessChanged(owner.TeamId));
        await using var context = Node.OpenContext();
        (await CreditedAddresses.ContainsAsync(context, mailbox.ToUpperInvariant(), Cancellation)).ShouldBeTrue();
        (await Accounts.RenameAsync(owner.UserId, $"{mailbox}.", $"again.{mailbox}", Cancellation)).ShouldBe(EmailChangeResult.Gone);
    }
}

public sealed class LegacyAccountStoreOnSqlite(SqliteStore store) : LegacyAccountStoreContract(store), IClassFixture<SqliteStore>;

public sealed class LegacyAccountStoreOnPostgres(PostgresStore store) : LegacyAccountStoreContract(store), IClassFixture<PostgresStore>;
