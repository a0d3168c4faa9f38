using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// A team for which the operator bears much is paused on all nodes until an operator resumes it. The provider counts 1,000 tokens, which
/// cost $3, of prompts that the gateway estimates at a few.
/// </summary>
public sealed class UnbilledPauseTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Setup = "setup-token-0123456789";
    private const string Usage = """{"prompt_tokens":1000,"completion_tokens":2,"total_tokens":1002}""";

    private readonly List<PortalHost> nodes = [];
    private readonly TestCatalog catalog = new();
    private ScriptedUpstream upstream = null!;
    private ControlPlaneClient boss = null!;
    private PortalTeam team = null!;
    private string teamId = "";

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("hi", Usage)));
        catalog.Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3_000, cacheRead: 3_000, output: 10);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_team_is_rejected_with_the_reason_and_its_owners_and_the_operators_are_told_until_one_resumes_it()
    {
        await StartAsync();
        await OverspendAsync(0.6m);

        var rejected = await RejectedAsync();

        rejected.ShouldBe(402, "CAP_REACHED");
        rejected.Message.ShouldContain("The team is paused. Its calls cost $2.4");
        rejected.Message.ShouldContain("in 24 hours that none of its limits covers, more than $1.00");
        rejected.Message.ShouldContain("until an operator resumes it.");
        rejected["x-should-retry"].ShouldBe("false");
        rejected.Json.GetProperty("error").GetProperty("scope").GetString().ShouldBe("tenant.unbilled");
        await ShouldBeToldAsync(team.Api);
        await ShouldBeToldAsync(boss);
        (await PausedAsync()).ShouldNotBeNull().ShouldStartWith("Its calls cost $2.4");

        (await team.Api.PostAsync($"/v1/operator/tenants/{teamId}/resume", new { })).ShouldBe(403, "FORBIDDEN");
        (await boss.PostAsync($"/v1/operator/tenants/{teamId}/resume", new { })).ShouldBe(200);

        (await (await team.MintAsync(new { name = "a third" })).AskUntilAsync(200, Caller.Asking(Model))).ShouldBe(200);
        (await PausedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Calls_of_a_sandbox_key_which_cost_the_same_are_rejected_too()
    {
        await StartAsync();
        await OverspendAsync(0.6m);
        (await RejectedAsync()).ShouldBe(402, "CAP_REACHED");

        var sandbox = await team.MintAsync(new { name = "sandbox", sandbox = true });
        (await sandbox.AskAsync(Caller.Asking(Model))).ShouldBe(402, "CAP_REACHED");
    }

    [Fact]
    public async Task Runaway_protection_that_is_disabled_pauses_no_run_or_key_but_such_a_team()
    {
        await StartAsync(("Runaway:Enabled", "false"));
        await OverspendAsync(0.6m);

        (await RejectedAsync()).ShouldBe(402, "CAP_REACHED");
    }

    [Fact]
    [Slow]
    public async Task The_amounts_of_two_nodes_count_together_and_both_reject_the_team()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        await StartAsync(store);
        nodes.Add(await PortalHost.StartAsync(catalog, store));

        // $0.60 on one node, and as much on the other.
        await OverspendAsync(2.4m);
        await OverspendAsync(2.4m, node: 1);

        var other = await team.MintAsync(new { name = "another" });
        (await other.AskUntilAsync(402, Caller.Asking(Model))).ShouldBe(402, "CAP_REACHED");
        (await other.At(nodes[1].Http).AskUntilAsync(402, Caller.Asking(Model))).ShouldBe(402, "CAP_REACHED");
        (await boss.PostAsync($"/v1/operator/tenants/{teamId}/resume", new { })).ShouldBe(200);
        (await other.At(nodes[1].Http).AskUntilAsync(200, Caller.Asking(Model))).ShouldBe(200);
    }

    private async Task StartAsync(params (string, string)[] settings)
    {
        nodes.Add(await PortalHost.StartAsync(catalog, [("Accounts:SetupToken", Setup), .. settings]));
        boss = new ControlPlaneClient(nodes[0].Http);
        var signedUp = await boss.PostAsync(
            "/v1/auth/signup", new { email = "operator@example.com", password = "a long enough password", setup_token = Setup });
        boss.Access = signedUp.Text("access_token");
        team = await nodes[0].SignUpAsync();
        teamId = (await team.Api.GetAsync("/v1/tenant")).Text("id");
        (await boss.PatchAsync($"/v1/operator/tenants/{teamId}", new { wallet = "postpaid" })).ShouldBe(200);
    }

    /// <summary>Makes a call that costs $3 of a key that may spend less, and waits until it is stored.</summary>
    private async Task OverspendAsync(decimal cap, int node = 0)
    {
        var caller = (await team.MintAsync(new { name = $"capped at {cap} on {node}", monthly_cap_usd = cap })).At(nodes[node].Http);
        var answer = await caller.AskAsync(Caller.Asking(Model));
        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("unbilled_usd").GetDecimal().ShouldBeGreaterThan(0.5m);
    }

    /// <summary>The answer to a key with enough money, once the team is paused: a call is compared after its record is stored.</summary>
    private async Task<GatewayAnswer> RejectedAsync() =>
        await (await team.MintAsync(new { name = "another" })).AskUntilAsync(402, Caller.Asking(Model));

    private async Task<string?> PausedAsync()
    {
        var teams = (await boss.GetAsync("/v1/operator/tenants")).Json.GetProperty("data").EnumerateArray();
        var paused = teams.Single(one => one.GetProperty("id").GetString() == teamId).GetProperty("paused");
        return paused.ValueKind == System.Text.Json.JsonValueKind.Null ? null : paused.GetProperty("reason").GetString();
    }

    /// <summary>The node can be evaluating the team already, so that the first evaluation here has nothing to do.</summary>
    private async Task ShouldBeToldAsync(ControlPlaneClient reader)
    {
        const int MaxEvaluations = 100;
        (string?, string?)[] alerts = [];
        for (var evaluation = 0; evaluation < MaxEvaluations && !alerts.Contains(("paused", $"team:{teamId}")); evaluation++)
        {
            await nodes[0].Services.GetRequiredService<AlertService>().RunOnceAsync(TestContext.Current.CancellationToken);
            var data = (await reader.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray();
            alerts = [.. data.Select(static alert => (alert.GetProperty("rule").GetString(), alert.GetProperty("subject").GetString()))];
        }

        alerts.ShouldContain(("paused", $"team:{teamId}"));
    }
}
