using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-10")]
public sealed class MemberSettingsTests
{
    private readonly TestTeam team = new();
    private readonly MemberSettings settings;

    public MemberSettingsTests() => settings = new MemberSettings(team.Store, NoStepUp.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    [Trait("Promise", "P-12")]
    public async Task Only_owners_and_admins_set_caps(string role, bool may)
    {
        var outcome = await settings.SetCapAsync(team[role], team.Member.Id, version: null, new CapRequest { MonthlyUsd = 20m }, Token);
        (outcome.Error is null).ShouldBe(may);
        team["Member"].Cap.ShouldBe(may ? new Cap(NanoUsd.FromUsd(20m), CapAction.Block) : null);
    }

    [Fact]
    public async Task Billing_sets_caps_and_not_rates()
    {
        var billing = team.Viewer with { Role = Role.Billing };
        (await settings.SetCapAsync(billing, team.Member.Id, version: null, new CapRequest { MonthlyUsd = 20m }, Token)).Error.ShouldBeNull();
        (await settings.ChangeAsync(billing, team.Member.Id, version: null, new MemberChange { Rpm = 5 }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await settings.ChangeAsync(billing, billing.Id, version: null, new MemberChange { Role = Role.Member }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
    }

    [Fact]
    public async Task An_admin_does_not_limit_an_owner()
    {
        (await settings.SetCapAsync(team.Admin, team.Owner.Id, version: null, new CapRequest { MonthlyUsd = 0m }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (await settings.ChangeAsync(team.Admin, team.Owner.Id, version: null, new MemberChange { Rpm = 1 }, Token)).Error.ShouldBeOfType<RequestError.Forbidden>();
        (team["Owner"].Cap, team["Owner"].Rates).ShouldBe((null, RateLimits.None));
    }

    [Theory]
    [InlineData("Owner", "Member", Role.Owner, true)]
    [InlineData("Owner", "Admin", Role.Viewer, true)]
    [InlineData("Owner", "Viewer", Role.Billing, true)]
    [InlineData("Admin", "Member", Role.Viewer, true)]
    [InlineData("Admin", "Viewer", Role.Billing, true)]
    [InlineData("Admin", "Member", Role.Admin, false)]
    [InlineData("Admin", "Member", Role.Owner, false)]
    [InlineData("Admin", "Admin", Role.Owner, false)]
    [InlineData("Admin", "Admin", Role.Member, false)]
    [InlineData("Admin", "Owner", Role.Admin, false)]
    [InlineData("Member", "Member", Role.Admin, false)]
    [InlineData("Viewer", "Viewer", Role.Member, false)]
    [Trait("Promise", "P-12")]
    public async Task The_role_decides_who_changes_which_role(string actor, string member, object role, bool may)
    {
        var (id, before) = (team[member].Id, team[member].Role);
        var outcome = await settings.ChangeAsync(team[actor], id, version: null, new MemberChange { Role = (Role)role }, Token);

        (outcome.Error is null).ShouldBe(may);
        if (!may) outcome.Error.ShouldBeOfType<RequestError.Forbidden>();
        team.Store.Members.Single(stored => stored.Id == id).Role.ShouldBe(may ? (Role)role : before);
    }

    [Fact]
    public async Task The_last_owner_stays_owner()
    {
        var outcome = await settings.ChangeAsync(team.Owner, team.Owner.Id, version: null, new MemberChange { Role = Role.Admin }, Token);
        outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["role"]);

        (await settings.ChangeAsync(team.Owner, team.Admin.Id, version: null, new MemberChange { Role = Role.Owner }, Token)).Error.ShouldBeNull();
        (await settings.ChangeAsync(team.Owner, team.Owner.Id, version: null, new MemberChange { Role = Role.Admin }, Token)).Error.ShouldBeNull();
        team["Owner"].Id.ShouldBe(team.Admin.Id);
    }

    [Fact]
    public async Task Null_removes_a_cap()
    {
        await settings.SetCapAsync(team.Owner, team.Member.Id, version: null, new CapRequest { MonthlyUsd = 20m, OnReach = CapAction.Economy }, Token);
        team["Member"].Cap.ShouldBe(new Cap(NanoUsd.FromUsd(20m), CapAction.Economy));

        (await settings.SetCapAsync(team.Owner, team.Member.Id, version: null, new CapRequest { MonthlyUsd = new(null) }, Token)).Value!.Cap.ShouldBeNull();
        team["Member"].Cap.ShouldBeNull();
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("0.000000001", true)]
    [InlineData("0.0000000010", true)]
    [InlineData("1000000", true)]
    [InlineData("-0.01", false)]
    [InlineData("1000000.01", false)]
    [InlineData("0.0000000001", false)]
    public async Task A_cap_is_from_zero_to_a_million_dollars_with_nine_decimals(string usd, bool allowed)
    {
        var outcome = await settings.SetCapAsync(team.Owner, team.Member.Id, version: null, new CapRequest { MonthlyUsd = decimal.Parse(usd) }, Token);
        if (allowed) outcome.Error.ShouldBeNull();
        else outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["monthly_usd"]);
    }

    [Theory]
    [Trait("Promise", "P-11")]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    [Trait("Promise", "P-12")]
    public async Task Only_owners_and_admins_set_the_rates_of_members(string role, bool may)
    {
        var outcome = await settings.ChangeAsync(team[role], team.Member.Id, version: null, new MemberChange { Rpm = 5 }, Token);

        (outcome.Error is null).ShouldBe(may);
        team["Member"].Rates.ShouldBe(may ? new RateLimits { RequestsPerMinute = 5 } : RateLimits.None);
    }

    [Fact]
    [Trait("Promise", "P-11")]
    public async Task Absent_limits_stay_and_null_removes_one()
    {
        await settings.ChangeAsync(team.Owner, team.Member.Id, version: null, new MemberChange { Rpm = 5, Tpm = 100, Concurrency = 2 }, Token);

        var changed = await settings.ChangeAsync(team.Owner, team.Member.Id, version: null, new MemberChange { Tpm = new(null), Concurrency = 3 }, Token);

        changed.Value!.Rates.ShouldBe(new RateLimits { RequestsPerMinute = 5, Concurrency = 3 });
        team["Member"].Rates.ShouldBe(changed.Value.Rates);
    }

    [Fact]
    public async Task A_change_of_a_version_that_is_not_the_current_one_is_rejected_and_names_it()
    {
        var first = (await settings.ChangeAsync(team.Owner, team.Member.Id, version: 1, new MemberChange { Rpm = 5 }, Token)).Value!;
        first.Version.ShouldBe(2);

        var late = await settings.SetCapAsync(team.Owner, team.Member.Id, version: 1, new CapRequest { MonthlyUsd = 1m }, Token);

        late.Error.ShouldBeOfType<RequestError.Conflict>().Reason.ShouldBe(
            "The member was changed by someone else; its version is 2. Read it again and repeat the change.");
        team["Member"].Cap.ShouldBeNull();
        (await settings.SetCapAsync(team.Owner, team.Member.Id, version: 2, new CapRequest { MonthlyUsd = 1m }, Token)).Value!.Rates.ShouldBe(first.Rates);
    }

    [Fact]
    public async Task A_member_of_another_team_is_not_found()
    {
        var stranger = new TestTeam(team.Store).Member;
        (await settings.SetCapAsync(team.Owner, stranger.Id, version: null, new CapRequest { MonthlyUsd = 1m }, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
        (await settings.ChangeAsync(team.Owner, stranger.Id, version: null, new MemberChange { Rpm = 1 }, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
    }
}
