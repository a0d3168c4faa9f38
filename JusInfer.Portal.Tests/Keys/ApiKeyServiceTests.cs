using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Keys;

public sealed class ApiKeyServiceTests
{
    private static readonly KeyRequest Plain = new() { Name = "agent" };

    private readonly InMemoryKeyStore keys = new();
    private readonly ManualTime time = new();
    private readonly TestTeam team = new();
    private readonly ApiKeyService service;

    public ApiKeyServiceTests() => service = new ApiKeyService(keys, team.Store, new KeyMinter(keys, time), NoStepUp.Instance, time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "P-6")]
    public async Task A_name_is_enough_to_mint_a_key()
    {
        var minted = await MintAsync(team.Owner, new KeyRequest { Name = "  laptop  " });
        minted.Key.Name.ShouldBe("laptop");
        minted.Key.MemberId.ShouldBe(team.Owner.Id);
        var terms = minted.Key.Terms;
        (terms.RequestsPerMinute, terms.TokensPerMinute, terms.Concurrency, terms.MonthlyCap)
            .ShouldBe((KeyTerms.DefaultRequestsPerMinute, null, null, null));
    }

    [Theory, Trait("Promise", "P-7")]
    [InlineData("Owner", true, true, true)]
    [InlineData("Admin", true, true, true)]
    [InlineData("Member", true, false, false)]
    [InlineData("Viewer", false, false, false)]
    public async Task The_role_decides_who_may_mint(string role, bool own, bool forAnother, bool withLimits)
    {
        var other = role == "Member" ? team.Owner : team.Member;
        ((await service.MintAsync(team[role], Plain, Token)).Error is null).ShouldBe(own);
        ((await service.MintAsync(team[role], Plain with { MemberId = other.Id }, Token)).Error is null).ShouldBe(forAnother);
        ((await service.MintAsync(team[role], Plain with { Rpm = 5 }, Token)).Error is null).ShouldBe(withLimits);
    }

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    public async Task Only_owners_and_admins_mint_service_keys(string role, bool may)
    {
        var result = await service.MintAsync(team[role], Plain with { Service = true }, Token);

        (result.Error is null).ShouldBe(may);
        if (may) (result.Value.Key.Service, result.Value.Key.HolderId).ShouldBe((true, new MemberId(result.Value.Key.Id.Value)));
    }

    [Fact]
    public async Task A_service_key_has_no_holder()
    {
        var both = Plain with { Service = true, MemberId = team.Member.Id };
        ErrorsOf(await service.MintAsync(team.Owner, both, Token)).Fields.ShouldBe(["member_id"]);
    }

    [Fact]
    public async Task A_service_key_belongs_to_the_team_and_not_to_the_owner_who_minted_it()
    {
        var key = (await MintAsync(team.Owner, Plain with { Service = true, AllowedAddresses = ["10.0.0.0/8"], Scope = KeyScope.UsageRead })).Key;

        (await service.ListAsync(team.Member, Token)).ShouldBeEmpty();
        Done(await service.ChangeAsync(team.Admin, key.Id, version: null, new KeyChange { Rpm = 5 }, Token)).Terms.RequestsPerMinute.ShouldBe(5);
        var rotated = Done(await RotateAsync(team.Admin, key.Id)).Key;
        (rotated.Id, rotated.Service, rotated.Terms.Scope, rotated.MemberId).ShouldBe(
            (key.Id, true, KeyScope.UsageRead, team.Admin.Id), "Who rotates it is the only one who has seen its secret.");
        rotated.Terms.AllowedAddresses.ShouldBe(key.Terms.AllowedAddresses);
    }

    [Fact]
    public async Task One_who_minted_a_service_key_and_is_no_admin_anymore_does_not_find_it()
    {
        var key = (await MintAsync(team.Admin, Plain with { Service = true })).Key;
        var demoted = team.Admin with { Role = Role.Member };

        (await service.ListAsync(demoted, Token)).ShouldBeEmpty();
        (await service.RevokeAsync(demoted, key.Id, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
    }

    [Fact]
    public async Task Every_bad_address_is_named()
    {
        var refused = await service.MintAsync(team.Owner, Plain with { AllowedAddresses = ["10.0.0.1", "office", "10.0.0.1/8", "2001:db8::/129"] }, Token);

        ErrorsOf(refused)["allowed_addresses"].ShouldHaveSingleItem().ShouldEndWith("Not one of them: 'office', '10.0.0.1/8' (did you mean 10.0.0.0/8?), '2001:db8::/129'.");
        ErrorsOf(await service.MintAsync(team.Owner, Plain with { AllowedAddresses = [.. Enumerable.Repeat("10.0.0.1", 33)] }, Token))["allowed_addresses"]
            .ShouldBe(["allowed_addresses may list at most 32 addresses and networks."]);
    }

    [Fact]
    public async Task Addresses_are_stored_once_and_in_one_form()
    {
        var key = (await MintAsync(team.Member, Plain with { AllowedAddresses = ["::ffff:10.0.0.1", "10.0.0.1/32", "2001:DB8::/32"] })).Key;
        key.Terms.AllowedAddresses.Select(static range => range.ToString()).ShouldBe(["10.0.0.1", "2001:db8::/32"]);
    }

    [Fact]
    public async Task An_admin_gets_no_key_that_acts_as_an_owner()
    {
        var key = await HeldByAsync(team.Owner);

        (await service.MintAsync(team.Admin, Plain with { MemberId = team.Owner.Id }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await RotateAsync(team.Admin, key.Id)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await service.ChangeAsync(team.Admin, key.Id, version: null, new KeyChange { Rpm = 1 }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        keys.ByHash.Values.ShouldHaveSingleItem().ShouldBe(key);

        (await service.RevokeAsync(team.Admin, key.Id, Token)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task An_owner_gets_keys_of_other_owners()
    {
        var other = team.Admin with { Role = Role.Owner };
        (await service.MintAsync(other, Plain with { MemberId = team.Owner.Id }, Token)).Error.ShouldBeNull();
    }

    [Theory, Trait("Promise", "P-11")]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    public async Task Only_owners_and_admins_change_limits(string role, bool may)
    {
        var key = await HeldByAsync(team[role]);
        KeyChange[] changes =
        [
            new() { Rpm = 5 }, new() { Tpm = new(null) }, new() { Concurrency = 2 },
            new() { MonthlyCapUsd = 1m }, new() { Models = new(["openai/gpt-5"]) }, new() { ExpiresAt = new(null) }, new() { AllowedAddresses = new(["10.0.0.1"]) },
        ];
        foreach (var change in changes)
            ((await service.ChangeAsync(team[role], key.Id, version: null, change, Token)).Error is null).ShouldBe(may, change.ToString());
    }

    [Fact]
    public async Task Members_rename_and_revoke_their_own_keys()
    {
        var key = (await MintAsync(team.Member, Plain)).Key;
        Done(await service.ChangeAsync(team.Member, key.Id, version: null, new KeyChange { Name = new("work") }, Token)).Name.ShouldBe("work");
        Done(await service.RevokeAsync(team.Member, key.Id, Token)).RevokedAt.ShouldBe(time.GetUtcNow());
    }

    [Theory]
    [InlineData("Member")]
    [InlineData("Viewer")]
    public async Task Members_and_viewers_do_not_find_keys_of_others(string role)
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        (await service.ListAsync(team[role], Token)).ShouldBeEmpty();
        (await service.ChangeAsync(team[role], key.Id, version: null, new KeyChange { Name = new("mine") }, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
        (await service.RevokeAsync(team[role], key.Id, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
        (await RotateAsync(team[role], key.Id)).Error.ShouldBeOfType<RequestError.NotFound>();
    }

    [Fact]
    public async Task The_owner_of_another_team_does_not_find_a_key()
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        var stranger = new TestTeam(team.Store).Owner;
        (await service.ListAsync(stranger, Token)).ShouldBeEmpty();
        (await service.RevokeAsync(stranger, key.Id, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
        (await RotateAsync(stranger, key.Id)).Error.ShouldBeOfType<RequestError.NotFound>();

        var forStranger = await service.MintAsync(team.Owner, Plain with { MemberId = stranger.Id }, Token);
        ErrorsOf(forStranger).Fields.ShouldBe(["member_id"]);
    }

    [Fact]
    public async Task No_key_is_minted_for_a_viewer() =>
        ErrorsOf(await service.MintAsync(team.Owner, Plain with { MemberId = team.Viewer.Id }, Token)).Fields.ShouldBe(["member_id"]);

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var refused = await service.MintAsync(team.Owner, new KeyRequest
        {
            Name = " ",
            MemberId = MemberId.New(time.GetUtcNow()),
            Rpm = 0,
            Tpm = 1_000_000_001,
            Concurrency = -1,
            MonthlyCapUsd = 0.0000000001m,
            Models = ["fine", ""],
            ExpiresAt = time.GetUtcNow(),
        }, Token);

        ErrorsOf(refused).Fields.ShouldBe(["concurrency", "expires_at", "member_id", "models", "monthly_cap_usd", "name", "rpm", "tpm"]);
        keys.ByHash.ShouldBeEmpty();
    }

    [Theory, Trait("Promise", "P-11")]
    [InlineData(1)]
    [InlineData(1_000_000_000)]
    public async Task The_bounds_are_inclusive(int rpm)
    {
        var minted = await MintAsync(team.Owner, Plain with { Name = new string('n', 100), Rpm = rpm, MonthlyCapUsd = 1_000_000m });
        minted.Key.Terms.RequestsPerMinute.ShouldBe(rpm);
        minted.Key.Terms.MonthlyCap.ShouldBe(NanoUsd.FromUsd(1_000_000m));
    }

    [Fact]
    public async Task A_change_affects_only_its_fields()
    {
        var minted = await MintAsync(team.Owner, Plain with { Tpm = 1000, MonthlyCapUsd = 5m, Models = ["a/b"] });
        var changed = Done(await service.ChangeAsync(team.Owner, minted.Key.Id, version: null, new KeyChange { Tpm = new(null) }, Token));
        var terms = minted.Key.Terms with { TokensPerMinute = null, Models = changed.Terms.Models };
        changed.ShouldBe(minted.Key with { Terms = terms, Version = 2 });
        changed.Terms.Models.ShouldBe(["a/b"]);
    }

    [Fact]
    public async Task A_revocation_is_permanent()
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        var revoked = Done(await service.RevokeAsync(team.Owner, key.Id, Token));
        time.Advance(TimeSpan.FromMinutes(1));

        Done(await service.RevokeAsync(team.Owner, key.Id, Token)).RevokedAt.ShouldBe(revoked.RevokedAt);
        ErrorsOf(await service.ChangeAsync(team.Owner, key.Id, version: null, new KeyChange { Name = new("again") }, Token)).Fields.ShouldBe(["id"]);
        ErrorsOf(await RotateAsync(team.Owner, key.Id)).Fields.ShouldBe(["id"]);
    }

    [Fact]
    public async Task A_rotation_changes_the_secret_and_nothing_else_of_a_key()
    {
        var old = await MintAsync(team.Owner, Plain with { MemberId = team.Member.Id, Rpm = 7 });
        var now = time.GetUtcNow();

        var rotated = Done(await RotateAsync(team.Owner, old.Key.Id, overlapSeconds: 60));

        rotated.Plaintext.Reveal().ShouldNotBe(old.Plaintext.Reveal());
        rotated.Key.ShouldBe(old.Key with
        {
            Display = KeyFormat.Display(rotated.Plaintext.Reveal()),
            Previous = new PreviousSecret(old.Key.Display, now.AddSeconds(60)),
            RotatedAt = now,
            Version = 2,
        });
        keys.ByHash.ShouldHaveSingleItem().Key.ShouldBe(KeyHash.From(rotated.Plaintext.Reveal()));
    }

    [Fact]
    public async Task The_old_secret_ends_with_the_overlap_with_the_key_and_with_the_next_rotation()
    {
        var now = time.GetUtcNow();
        var key = (await MintAsync(team.Owner, Plain with { ExpiresAt = now.AddSeconds(90) })).Key;
        var first = Done(await RotateAsync(team.Owner, key.Id, overlapSeconds: 60)).Key;
        first.ExpiresAt.ShouldBe(key.ExpiresAt, "A rotation extends no key.");
        first.PreviousAt(now.AddSeconds(59)).ShouldNotBeNull();
        first.PreviousAt(now.AddSeconds(60)).ShouldBeNull();

        var second = Done(await RotateAsync(team.Owner, key.Id, overlapSeconds: 600)).Key;
        second.PreviousAt(now).ShouldBe(new PreviousSecret(first.Display, now.AddSeconds(90)), "The key expires before.");
        second.PreviousAt(now.AddSeconds(90)).ShouldBeNull();
        (second with { RevokedAt = now }).PreviousAt(now).ShouldBeNull();

        Done(await RotateAsync(team.Owner, key.Id)).Key.Previous.ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_rotations_at_the_same_time_the_second_is_a_conflict()
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        keys.Meanwhile = () => RotateAsync(team.Owner, key.Id, overlapSeconds: 60);

        var late = await RotateAsync(team.Owner, key.Id, overlapSeconds: 60);

        late.Error.ShouldBeOfType<RequestError.Conflict>();
        keys.ByHash.Values.ShouldHaveSingleItem().Previous.ShouldNotBeNull().Display.ShouldBe(key.Display);
        (await service.RotateAsync(team.Owner, key.Id, key.Version, new KeyRotation(), Token)).Error
            .ShouldBeOfType<RequestError.Conflict>("The caller has read the version before.");
    }

    [Fact]
    public async Task A_change_at_the_same_time_is_kept_and_a_revocation_is_not_undone()
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        keys.Meanwhile = () => service.ChangeAsync(team.Owner, key.Id, version: null, new KeyChange { Name = new("renamed") }, Token);

        var rotated = Done(await RotateAsync(team.Owner, key.Id)).Key;

        (rotated.Name, rotated.Version).ShouldBe(("renamed", 3));
        keys.Meanwhile = () => service.RevokeAsync(team.Owner, key.Id, Token);
        ErrorsOf(await RotateAsync(team.Owner, key.Id)).Fields.ShouldBe(["id"]);
        keys.ByHash.Values.ShouldHaveSingleItem().Display.ShouldBe(rotated.Display);
    }

    [Fact]
    public async Task A_later_expiry_of_the_key_does_not_extend_its_old_secret_or_bring_it_back()
    {
        var now = time.GetUtcNow();
        var key = (await MintAsync(team.Owner, Plain with { ExpiresAt = now.AddSeconds(30) })).Key;
        var rotated = Done(await RotateAsync(team.Owner, key.Id, overlapSeconds: 60)).Key;
        rotated.Previous.ShouldNotBeNull().EndsAt.ShouldBe(now.AddSeconds(30));

        var extended = Done(await service.ChangeAsync(team.Owner, key.Id, version: null, new KeyChange { ExpiresAt = new(null) }, Token));
        extended.Previous.ShouldNotBeNull().EndsAt.ShouldBe(now.AddSeconds(30));

        time.Advance(TimeSpan.FromSeconds(30));
        var renamed = Done(await service.ChangeAsync(team.Owner, key.Id, version: null, new KeyChange { Name = new("renamed") }, Token));
        renamed.Previous.ShouldBeNull();
    }

    [Fact]
    public async Task An_overlap_can_be_shortened_by_the_holder_and_extended_by_nobody()
    {
        var now = time.GetUtcNow();
        var key = (await MintAsync(team.Member, Plain)).Key;
        Done(await RotateAsync(team.Member, key.Id, overlapSeconds: 600));

        (await EndAfterAsync(team.Owner, new KeyChange { OverlapSeconds = 3600 })).ShouldBe(now.AddSeconds(600));
        (await EndAfterAsync(team.Member, new KeyChange { Name = new("renamed") })).ShouldBe(now.AddSeconds(600));
        (await EndAfterAsync(team.Member, new KeyChange { OverlapSeconds = 60 })).ShouldBe(now.AddSeconds(60));
        (await EndAfterAsync(team.Member, new KeyChange { OverlapSeconds = 0 })).ShouldBeNull();
        (await EndAfterAsync(team.Member, new KeyChange { OverlapSeconds = 0 })).ShouldBeNull("It has ended, which was asked for.");
        ErrorsOf(await ChangeAsync(team.Member, new KeyChange { OverlapSeconds = -1 })).Fields.ShouldBe(["overlap_seconds"]);

        async Task<DateTimeOffset?> EndAfterAsync(Member actor, KeyChange change) =>
            Done(await ChangeAsync(actor, change)).Previous?.EndsAt;
        Task<Result<ApiKey, RequestError>> ChangeAsync(Member actor, KeyChange change) =>
            service.ChangeAsync(actor, key.Id, version: null, change, Token);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2_592_001)]
    public async Task An_overlap_of_more_than_thirty_days_is_an_error(long seconds)
    {
        var key = (await MintAsync(team.Owner, Plain)).Key;
        ErrorsOf(await RotateAsync(team.Owner, key.Id, overlapSeconds: seconds)).Fields.ShouldBe(["overlap_seconds"]);
    }

    private async Task<MintedKey> MintAsync(Member actor, KeyRequest request) => Done(await service.MintAsync(actor, request, Token));

    private Task<Result<MintedKey, RequestError>> RotateAsync(Member actor, KeyId id, long? overlapSeconds = null) =>
        service.RotateAsync(actor, id, version: null, new KeyRotation { OverlapSeconds = overlapSeconds }, Token);

    private async Task<ApiKey> HeldByAsync(Member holder)
    {
        var terms = new NewKey { Name = "held", Terms = new KeyTerms { RequestsPerMinute = 60 } };
        return (await new KeyMinter(keys, time).MintAsync(holder.TeamId, holder.Id, terms, Token)).Key;
    }

    private static T Done<T>(Result<T, RequestError> result) => result.Value;

    private static ValidationErrors ErrorsOf<T>(Result<T, RequestError> result) => result.Error.ShouldBeOfType<RequestError.Invalid>().Errors;
}
