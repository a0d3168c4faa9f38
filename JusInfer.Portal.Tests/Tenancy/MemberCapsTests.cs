using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-10")]
public sealed class MemberCapsTests
{
    private readonly Team team = new();
    private readonly MemberCaps caps;

    public MemberCapsTests() => caps = new MemberCaps(team.Store);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    [Trait("Promise", "P-12")]
    public async Task Only_owners_and_admins_set_caps(string role, bool may)
    {
        var outcome = await caps.SetAsync(team[role], team.Member.Id, new CapRequest { MonthlyUsd = 20m }, Token);
        (outcome.Error is null).ShouldBe(may);
        team["Member"].Cap.ShouldBe(may ? new Cap(NanoUsd.FromUsd(20m), CapAction.Block) : null);
    }

    [Fact]
    public async Task Null_removes_a_cap()
    {
        await caps.SetAsync(team.Owner, team.Member.Id, new CapRequest { MonthlyUsd = 20m, OnReach = CapAction.Economy }, Token);
        team["Member"].Cap.ShouldBe(new Cap(NanoUsd.FromUsd(20m), CapAction.Economy));

        (await caps.SetAsync(team.Owner, team.Member.Id, new CapRequest { MonthlyUsd = new(null) }, Token)).Value.ShouldBeNull();
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
        var outcome = await caps.SetAsync(team.Owner, team.Member.Id, new CapRequest { MonthlyUsd = decimal.Parse(usd) }, Token);
        if (allowed) outcome.Error.ShouldBeNull();
        else outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors.Fields.ShouldBe(["monthly_usd"]);
    }

    [Fact]
    public async Task A_member_of_another_team_is_not_found()
    {
        var stranger = new Team(team.Store).Member;
        (await caps.SetAsync(team.Owner, stranger.Id, new CapRequest { MonthlyUsd = 1m }, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
    }
}
