using System.Security.Cryptography;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class PasskeyStoreContract(StoreFixture store) : StoreContract(store)
{
    private IPasskeyStore Passkeys => Node.Get<IPasskeyStore>();

    private ISecondFactorStore Factors => Node.Get<ISecondFactorStore>();

    [Fact]
    public async Task A_passkey_is_stored_as_it_was_created_and_Identity_finds_it()
    {
        var user = await AddUserAsync();
        var passkey = NewPasskey("laptop");

        (await Passkeys.AddAsync(user, passkey, NewCodes(2), Cancellation)).ShouldBe(true);

        var listed = (await Passkeys.ListAsync(user, Cancellation)).ShouldHaveSingleItem();
        listed.Id.ShouldBe(passkey.CredentialId);
        (listed.Name, listed.CreatedAt).ShouldBe(("laptop", Noon));
        var found = await FindAsync(user, passkey.CredentialId);
        found.PublicKey.ShouldBe(passkey.PublicKey);
        (found.SignCount, found.IsUserVerified, found.IsBackupEligible, found.IsBackedUp).ShouldBe((3u, true, false, false));
        found.Transports.ShouldBe(["internal"]);
        (await Factors.IsEnabledAsync(user, Cancellation)).ShouldBeTrue();
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task A_use_stores_the_counter()
    {
        var user = await AddUserAsync();
        var passkey = NewPasskey("laptop");
        await Passkeys.AddAsync(user, passkey, [], Cancellation);
        passkey.SignCount = 9;

        await Passkeys.UseAsync(user, passkey, Cancellation);

        var found = await FindAsync(user, passkey.CredentialId);
        found.SignCount.ShouldBe(9u);
        found.Name.ShouldBe("laptop");
    }

    [Fact]
    public async Task A_passkey_that_can_be_on_several_devices_has_no_counter_and_a_use_stores_whether_it_is()
    {
        var user = await AddUserAsync();
        var passkey = NewPasskey("passwords", isBackupEligible: true);
        await Passkeys.AddAsync(user, passkey, [], Cancellation);
        passkey.IsBackedUp = true;

        await Passkeys.UseAsync(user, passkey, Cancellation);

        var found = await FindAsync(user, passkey.CredentialId);
        (found.SignCount, found.IsBackupEligible, found.IsBackedUp).ShouldBe((0u, true, true));
    }

    [Fact]
    public async Task A_passkey_belongs_to_one_account_and_is_removed_by_it_alone()
    {
        var (ada, eve) = (await AddUserAsync(), await AddUserAsync());
        var passkey = NewPasskey("laptop");
        await Passkeys.AddAsync(ada, passkey, NewCodes(1), Cancellation);

        (await Passkeys.AddAsync(eve, passkey, NewCodes(1), Cancellation)).ShouldBeNull();
        (await Passkeys.RemoveAsync(eve, passkey.CredentialId, Cancellation)).ShouldBeFalse();
        (await Factors.CountRecoveryCodesAsync(eve, Cancellation)).ShouldBe(0);

        (await Passkeys.RemoveAsync(ada, passkey.CredentialId, Cancellation)).ShouldBeTrue();
        (await Passkeys.RemoveAsync(ada, passkey.CredentialId, Cancellation)).ShouldBeFalse();
        (await Factors.IsEnabledAsync(ada, Cancellation)).ShouldBeFalse();
        (await Factors.CountRecoveryCodesAsync(ada, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Recovery_codes_stay_as_long_as_one_second_factor_does()
    {
        var user = await AddUserAsync();
        var (laptop, phone) = (NewPasskey("laptop"), NewPasskey("phone"));
        (await Passkeys.AddAsync(user, laptop, NewCodes(2), Cancellation)).ShouldBe(true);
        (await Passkeys.AddAsync(user, phone, NewCodes(5), Cancellation)).ShouldBe(false);
        await Factors.AddAsync(new SecondFactor(user, [1], Noon, LastStep: 1), NewCodes(3), Cancellation);

        await Passkeys.RemoveAsync(user, laptop.CredentialId, Cancellation);
        await Factors.RemoveAsync(user, Cancellation);
        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(3);
        await Passkeys.RemoveAsync(user, phone.CredentialId, Cancellation);

        (await Factors.CountRecoveryCodesAsync(user, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task Adding_and_removing_a_passkey_are_entries_of_the_audit_log()
    {
        var owner = await AddTeamAsync();
        var passkey = NewPasskey("Ada's laptop");
        await Passkeys.AddAsync(owner.UserId, passkey, [], Cancellation);
        await Passkeys.RemoveAsync(owner.UserId, passkey.CredentialId, Cancellation);

        var lines = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = owner.TeamId, Limit = 2 }, Cancellation);

        lines.Select(static line => line.Entry.Action).ShouldBe([AuditActions.PasskeyRemoved, AuditActions.PasskeyAdded]);
        lines[1].Changes.ShouldBe([new AuditChange("name", null, "Ada's laptop") { IsPersonal = true }]);
    }

    private async Task<UserPasskeyInfo> FindAsync(UserId user, byte[] id) => (await Node.WithUsersAsync(async users =>
        await ((IUserPasskeyStore<PortalUser>)users).FindPasskeyAsync((await users.FindByIdAsync(user.Value.ToString(), Cancellation))!, id, Cancellation))).ShouldNotBeNull();

    private static List<byte[]> NewCodes(int count) => [.. Enumerable.Range(0, count).Select(static _ => RandomNumberGenerator.GetBytes(32))];

    private static UserPasskeyInfo NewPasskey(string name, bool isBackupEligible = false) => new(
        RandomNumberGenerator.GetBytes(16), [1, 2, 3], Noon, signCount: 3, ["internal"], isUserVerified: true, isBackupEligible,
        isBackedUp: false, [4, 5], [6, 7])
    { Name = name };
}

public sealed class PasskeyStoreOnSqlite(SqliteStore store) : PasskeyStoreContract(store), IClassFixture<SqliteStore>;

public sealed class PasskeyStoreOnPostgres(PostgresStore store) : PasskeyStoreContract(store), IClassFixture<PostgresStore>;
