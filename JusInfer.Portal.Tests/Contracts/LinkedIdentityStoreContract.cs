using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class LinkedIdentityStoreContract(StoreFixture store) : StoreContract(store)
{
    private const string Issuer = "https://login.example.com";

    private static readonly SignInWays Any = new([Issuer], CountsOwn: true);

    private ILinkedIdentityStore Identities => Node.Get<ILinkedIdentityStore>();

    [Fact]
    public async Task An_identity_is_found_by_issuer_and_subject_exactly()
    {
        var (user, identity) = (await AddUserAsync(), NewIdentity());

        (await Identities.AddAsync(user, identity, Cancellation)).ShouldBeTrue();

        (await Identities.FindAsync(identity.Issuer, identity.Subject, Cancellation)).ShouldBe(user);
        (await Identities.ListAsync(user, Cancellation)).ShouldBe([identity]);
        (await Identities.FindAsync(identity.Issuer + "/", identity.Subject, Cancellation)).ShouldBeNull();
        (await Identities.FindAsync(identity.Issuer, identity.Subject.ToUpperInvariant(), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_longest_issuer_and_subject_are_stored()
    {
        var (user, identity) = (await AddUserAsync(), new LinkedIdentity(new string('i', ExternalIdentity.MaxLength), new string('s', ExternalIdentity.MaxLength), new string('n', 500)));

        (await Identities.AddAsync(user, identity, Cancellation)).ShouldBeTrue();

        (await Identities.ListAsync(user, Cancellation)).ShouldBe([identity]);
        await Identities.RemoveAsync(user, identity.Issuer, identity.Subject, new SignInWays([], CountsOwn: true), Cancellation);
    }

    [Fact]
    public async Task Of_two_accounts_that_link_an_identity_at_the_same_time_one_gets_it()
    {
        var (ada, eve, identity) = (await AddUserAsync(), await AddUserAsync(), NewIdentity());

        var added = await Task.WhenAll(Identities.AddAsync(ada, identity, Cancellation), Identities.AddAsync(eve, identity, Cancellation));

        added.Count(static won => won).ShouldBe(1);
        (await Identities.FindAsync(identity.Issuer, identity.Subject, Cancellation)).ShouldBe(added[0] ? ada : eve);
    }

    [Fact]
    public async Task The_only_way_to_sign_in_stays()
    {
        var (user, identity, other) = (await AddUserAsync(), NewIdentity(), new LinkedIdentity("https://gone.example.com", $"{Guid.NewGuid()}", "ada"));
        await Identities.AddAsync(user, identity, Cancellation);
        await Identities.AddAsync(user, other, Cancellation);

        (await RemoveAsync(user, identity, Any)).ShouldBe(UnlinkResult.OnlyWay, "the other provider is not in the settings any more, and there is no password");
        (await RemoveAsync(user, other, Any)).ShouldBe(UnlinkResult.Unlinked);
        (await RemoveAsync(user, other, Any)).ShouldBe(UnlinkResult.NotFound);
        (await RemoveAsync(await AddUserAsync(), identity, Any)).ShouldBe(UnlinkResult.NotFound, "it is another account's");

        await AddPasskeyAsync(user);
        (await RemoveAsync(user, identity, Any with { CountsOwn = false })).ShouldBe(UnlinkResult.OnlyWay);
        (await RemoveAsync(user, identity, Any)).ShouldBe(UnlinkResult.Unlinked);
    }

    [Fact]
    public async Task Of_two_ways_that_are_unlinked_at_the_same_time_one_stays()
    {
        var (user, one, two) = (await AddUserAsync(), NewIdentity(), NewIdentity());
        await Identities.AddAsync(user, one, Cancellation);
        await Identities.AddAsync(user, two, Cancellation);

        var results = await Task.WhenAll(RemoveAsync(user, one, Any), RemoveAsync(user, two, Any));

        results.ShouldBe([UnlinkResult.Unlinked, UnlinkResult.OnlyWay], ignoreOrder: true);
        (await Identities.ListAsync(user, Cancellation)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Linking_and_unlinking_are_entries_of_the_audit_log()
    {
        var owner = await AddTeamAsync();
        var identity = NewIdentity();
        await Identities.AddAsync(owner.UserId, identity, Cancellation);
        await AddPasskeyAsync(owner.UserId);
        await RemoveAsync(owner.UserId, identity, Any);

        var lines = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = owner.TeamId, Limit = 2, Action = "account." }, Cancellation);

        lines.Select(static line => line.Entry.Action).ShouldBe([AuditActions.IdentityUnlinked, AuditActions.IdentityLinked]);
        lines[1].Changes.ShouldBe([new AuditChange("issuer", null, Issuer), new AuditChange("name", null, "ada@example.com") { IsPersonal = true }]);
    }

    private Task<UnlinkResult> RemoveAsync(UserId user, LinkedIdentity identity, SignInWays ways) =>
        Identities.RemoveAsync(user, identity.Issuer, identity.Subject, ways, Cancellation);

    private async Task AddPasskeyAsync(UserId user)
    {
        var passkey = new UserPasskeyInfo(Guid.NewGuid().ToByteArray(), [1], Noon, signCount: 1, null, isUserVerified: true, isBackupEligible: false, isBackedUp: false, [2], [3]);
        (await Node.Get<IPasskeyStore>().AddAsync(user, passkey, [], Cancellation)).ShouldNotBeNull();
    }

    private static LinkedIdentity NewIdentity() => new(Issuer, $"subject-{Guid.NewGuid()}", "ada@example.com");
}

public sealed class LinkedIdentityStoreOnSqlite(SqliteStore store) : LinkedIdentityStoreContract(store), IClassFixture<SqliteStore>;

public sealed class LinkedIdentityStoreOnPostgres(PostgresStore store) : LinkedIdentityStoreContract(store), IClassFixture<PostgresStore>;
