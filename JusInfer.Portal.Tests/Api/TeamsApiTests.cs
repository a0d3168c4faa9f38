using System.Web;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary>A person with several teams: each token is for one of them and shows nothing of the others.</summary>
[Trait("Promise", "P-12")]
public sealed class TeamsApiTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private string refresh = "";

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync(Email, Password);
        host.Time.Advance(TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_created_team_is_listed_and_the_token_stays_one_for_the_first_team()
    {
        var created = await ada.PostAsync("/v1/auth/teams", new { name = "Engine Room" });

        created.ShouldBe(201);
        (created.Text("name"), created.Text("role")).ShouldBe(("Engine Room", "owner"));
        (await TeamsAsync(ada)).ShouldBe([("Team ada", true), ("Engine Room", false)]);
        (await ada.GetAsync("/v1/tenant")).Text("name").ShouldBe("Team ada");
    }

    [Fact]
    public async Task A_token_for_another_team_sees_and_changes_nothing_of_the_first()
    {
        var key = await ada.PostAsync("/v1/keys", new { name = "first" });
        var second = await SecondAsync();

        (await second.GetAsync("/v1/tenant")).Text("name").ShouldBe("Engine Room");
        (await second.GetAsync("/v1/keys")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await second.DeleteAsync($"/v1/keys/{key.Text("id")}")).ShouldBe(404, "NOT_FOUND");
        (await second.PostAsync("/v1/keys", new { name = "second" })).ShouldBe(201);
        (await second.PostAsync("/v1/budgets", new { scope = "tenant", window = "day", amount_usd = 3 })).ShouldBe(201);

        Names(await ada.GetAsync("/v1/keys")).ShouldBe(["first"]);
        (await ada.GetAsync("/v1/budgets")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await ada.GetAsync("/v1/audit?action=key.created")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await second.GetAsync("/v1/audit?action=key.created")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await TeamsAsync(second)).ShouldBe([("Team ada", false), ("Engine Room", true)]);
    }

    [Fact]
    public async Task Refreshed_tokens_stay_in_their_team_and_a_sign_in_can_name_one()
    {
        var created = await ada.PostAsync("/v1/auth/teams", new { name = "Engine Room" });
        var tokens = await ada.PostAsync($"/v1/auth/teams/{created.Text("id")}/tokens", new { });

        var refreshed = await ada.PostAsync("/v1/auth/refresh", new { refresh_token = tokens.Text("refresh_token") });

        TeamOf(refreshed).ShouldBe(created.Text("id"));
        TeamOf(await ada.PostAsync("/v1/auth/login", new { email = Email, password = Password })).ShouldBe((await ada.GetAsync("/v1/tenant")).Text("id"));
        TeamOf(await ada.PostAsync("/v1/auth/login", new { email = Email, password = Password, tenant_id = created.Text("id") })).ShouldBe(created.Text("id"));
        var sessions = (await ada.GetAsync("/v1/auth/sessions")).Json.GetProperty("data").EnumerateArray().Select(static session => session.GetProperty("tenant_id").GetString());
        sessions.Count(team => team == created.Text("id")).ShouldBe(2);
    }

    [Fact]
    public async Task Tokens_of_another_team_end_no_later_than_the_first_sign_in_could()
    {
        var created = await ada.PostAsync("/v1/auth/teams", new { name = "Engine Room" });
        Keep(await ada.PostAsync("/v1/auth/login", new { email = Email, password = Password }));
        for (var i = 0; i < 3; i++)
        {
            host.Time.Skip(TimeSpan.FromDays(25));
            Keep(await ada.PostAsync("/v1/auth/refresh", new { refresh_token = refresh }));
        }

        Keep(await ada.PostAsync($"/v1/auth/teams/{created.Text("id")}/tokens", new { }));
        host.Time.Skip(TimeSpan.FromDays(14));
        Keep(await ada.PostAsync("/v1/auth/refresh", new { refresh_token = refresh }));
        host.Time.Skip(TimeSpan.FromDays(2));

        (await ada.PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_team_of_others_gives_no_tokens_and_is_not_entered_by_a_sign_in()
    {
        var bob = (await (await host.SignUpAsync("bob@example.com")).GetAsync("/v1/tenant")).Text("id");

        (await ada.PostAsync($"/v1/auth/teams/{bob}/tokens", new { })).ShouldBe(404, "NOT_FOUND");
        (await ada.PostAsync("/v1/auth/teams/nonsense/tokens", new { })).ShouldBe(404, "NOT_FOUND");
        (await ada.PostAsync("/v1/auth/login", new { email = Email, password = Password, tenant_id = bob })).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task An_invitation_adds_a_team_to_the_signed_in_account_once()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        var invite = await InviteAsync(bob, Email, "viewer");

        var joined = await ada.PostAsync("/v1/auth/teams", new { invite });

        joined.ShouldBe(201);
        (joined.Text("name"), joined.Text("role")).ShouldBe(("Team bob", "viewer"));
        (await ada.PostAsync("/v1/auth/teams", new { invite })).ShouldBe(403, "FORBIDDEN");
        var viewer = await TokensAsync(joined.Text("id"));
        (await viewer.PostAsync("/v1/keys", new { name = "mine" })).ShouldBe(403, "FORBIDDEN");
        (await ada.PostAsync("/v1/keys", new { name = "mine" })).ShouldBe(201);
    }

    [Fact]
    public async Task An_invitation_of_another_address_and_a_request_for_both_or_nothing_are_rejected()
    {
        var bob = await host.SignUpAsync("bob@example.com");

        var refused = await ada.PostAsync("/v1/auth/teams", new { invite = await InviteAsync(bob, "carol@example.com", "member") });

        refused.ShouldBe(403, "FORBIDDEN");
        refused.Text("detail").ShouldBe("This invitation is for carol@example.com, not for ada@example.com.");
        (await ada.PostAsync("/v1/auth/teams", new { })).FaultyFields.ShouldBe(["name"]);
        (await ada.PostAsync("/v1/auth/teams", new { name = "Both", invite = "x" })).FaultyFields.ShouldBe(["name"]);
        (await ada.PostAsync("/v1/auth/teams", new { name = new string('x', 101) })).FaultyFields.ShouldBe(["name"]);
    }

    [Fact]
    public async Task Who_is_removed_from_a_team_keeps_the_others_and_is_told_why_the_token_ended()
    {
        var bob = await host.SignUpAsync("bob@example.com");
        var joined = await ada.PostAsync("/v1/auth/teams", new { invite = await InviteAsync(bob, Email, "member") });
        var guest = await TokensAsync(joined.Text("id"));
        (await guest.GetAsync("/v1/tenant")).ShouldBe(200);

        (await bob.DeleteAsync($"/v1/tenant/members/{joined.Text("member_id")}")).ShouldBe(204);

        var ended = await guest.GetAsync("/v1/tenant");
        ended.ShouldBe(401, "UNAUTHORIZED");
        ended.Text("detail").ShouldContain("no longer in its team");
        (await ada.GetAsync("/v1/tenant")).ShouldBe(200);
        (await TeamsAsync(ada)).ShouldBe([("Team ada", true)]);
    }

    [Fact]
    public async Task A_required_second_factor_concerns_the_team_that_requires_it_only()
    {
        var second = await SecondAsync();
        (await second.PatchAsync("/v1/tenant", new { require_second_factor = true })).ShouldBe(200);

        (await second.GetAsync("/v1/keys")).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
        (await ada.GetAsync("/v1/keys")).ShouldBe(200);
        var teams = (await ada.GetAsync("/v1/auth/teams")).Json.GetProperty("data");
        (await ada.PostAsync($"/v1/auth/teams/{teams[1].GetProperty("id").GetString()}/tokens", new { })).ShouldBe(403, "SECOND_FACTOR_REQUIRED");
    }

    [Fact]
    public async Task A_session_that_an_earlier_version_started_acts_for_the_oldest_team()
    {
        _ = await SecondAsync();
        await using var context = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Sessions.ExecuteUpdateAsync(static row => row.SetProperty(session => session.TeamId, (TeamId?)null), TestContext.Current.CancellationToken);

        (await ada.GetAsync("/v1/tenant")).Text("name").ShouldBe("Team ada");
    }

    [Fact]
    public async Task Nobody_creates_teams_without_end_and_only_operators_where_sign_up_is_closed()
    {
        for (var i = 1; i < TeamMemberships.Max; i++) (await ada.PostAsync("/v1/auth/teams", new { name = $"Team {i}" })).ShouldBe(201);
        (await ada.PostAsync("/v1/auth/teams", new { name = "One more" })).ShouldBe(409, "CONFLICT");

        await using var closed = await ControlPlaneHost.StartAsync(("Accounts:SignUp", "closed"));
        var bob = await closed.CreateAccountAsync("bob@example.com", Password);
        (await bob.PostAsync("/v1/auth/teams", new { name = "Second" })).ShouldBe(403, "FORBIDDEN");
    }

    private void Keep(ApiAnswer tokens)
    {
        tokens.ShouldBe(200);
        (ada.Access, refresh) = (tokens.Text("access_token"), tokens.Text("refresh_token"));
    }

    /// <summary>The same person, with tokens for a team that they have created.</summary>
    private async Task<ControlPlaneClient> SecondAsync() => await TokensAsync((await ada.PostAsync("/v1/auth/teams", new { name = "Engine Room" })).Text("id"));

    private async Task<ControlPlaneClient> TokensAsync(string team)
    {
        var tokens = await ada.PostAsync($"/v1/auth/teams/{team}/tokens", new { });
        tokens.ShouldBe(200);
        return new ControlPlaneClient(host.Http) { Access = tokens.Text("access_token") };
    }

    private static async Task<string> InviteAsync(ControlPlaneClient owner, string email, string role)
    {
        var invited = await owner.PostAsync("/v1/tenant/members", new { email, role });
        return HttpUtility.ParseQueryString(new Uri(invited.Text("invite_url")).Query)["invite"]!;
    }

    private static async Task<IEnumerable<(string? Name, bool Current)>> TeamsAsync(ControlPlaneClient client) =>
        (await client.GetAsync("/v1/auth/teams")).Json.GetProperty("data").EnumerateArray().Select(static team => (team.GetProperty("name").GetString(), team.GetProperty("current").GetBoolean()));

    private static IEnumerable<string?> Names(ApiAnswer answer) => answer.Json.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("name").GetString());

    private static string? TeamOf(ApiAnswer tokens) => tokens.Json.GetProperty("tenant").GetProperty("id").GetString();
}
