using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-12")]
public sealed class TeamServiceTests
{
    private readonly TestTeam team = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RateLimits Rates => team.Store.Teams.Single().Rates;

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    public async Task Only_owners_and_admins_set_the_rates_of_the_team(string role, bool may)
    {
        var outcome = await new TeamService(team.Store, NoStepUp.Instance, ResponseRetention.Default).ChangeAsync(team[role], version: null, new TeamChange { Rpm = 5 }, Token);

        (outcome.Error is null).ShouldBe(may);
        Rates.ShouldBe(may ? new RateLimits { RequestsPerMinute = 5 } : RateLimits.None);
    }

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", false)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    public async Task Only_owners_change_other_settings(string role, bool may)
    {
        var outcome = await new TeamService(team.Store, NoStepUp.Instance, ResponseRetention.Default).ChangeAsync(team[role], version: null, new TeamChange { Rpm = 5, Name = "Renamed" }, Token);

        (outcome.Error is null).ShouldBe(may);
        (team.Store.Teams.Single().Name == "Renamed").ShouldBe(may);
        Rates.IsUnlimited.ShouldBe(!may);
    }
}
