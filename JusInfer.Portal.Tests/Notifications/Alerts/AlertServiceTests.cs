using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Notifications.Alerts;

/// <summary>Alerts of the whole portal, from calls to the API.</summary>
public sealed class AlertServiceTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";

    /// <summary>100 tokens, as the provider counts them too.</summary>
    private static readonly string Prompt = new('x', 394);

    /// <summary>60 uncached and 40 cached tokens and 20 tokens of output at the prices of the model.</summary>
    private const decimal Cost = 0.000492m;

    private readonly List<PortalHost> nodes = [];
    private ScriptedUpstream upstream = null!;
    private TestCatalog catalog = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion(new string('y', 80), ChatSse.OpenAiUsage)));
        catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (upstream is not null) await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_budget_raises_an_alert_at_each_percentage_once()
    {
        nodes.Add(await PortalHost.StartAsync(catalog));
        var team = await nodes[0].SignUpAsync();
        var caller = await MintWithBudgetAsync(team);

        await CallAsync(team, caller, 1);
        (await ListAsync(team)).ShouldBeEmpty();
        await CallAsync(team, caller, 2);
        (await ListAsync(team)).ShouldBe(["The total budget of the key laptop is used by 50 percent or more: $0.001 of $0.002."]);
        await CallAsync(team, caller, 3);
        (await ListAsync(team)).Length.ShouldBe(1);
        await CallAsync(team, caller, 4);

        (await ListAsync(team)).ShouldBe(
        [
            "The total budget of the key laptop is used by 100 percent or more: $0.002 of $0.002. It does not reject calls.",
            "The total budget of the key laptop is used by 50 percent or more: $0.001 of $0.002.",
        ]);
    }

    [Fact]
    public async Task A_budget_of_the_team_in_its_time_zone_raises_alerts_and_one_of_another_team_does_not()
    {
        nodes.Add(await PortalHost.StartAsync(catalog));
        var (team, other) = (await nodes[0].SignUpAsync(), await nodes[0].SignUpAsync());
        (await team.Api.PatchAsync("/v1/tenant", new { time_zone = "Asia/Kolkata" })).ShouldBe(200);
        foreach (var each in new[] { team, other })
            (await each.Api.PostAsync("/v1/budgets", new { scope = "tenant", window = "total", amount_usd = Cost, on_reach = "notify" })).ShouldBe(201);
        var caller = await team.MintAsync();

        await CallAsync(team, caller, 1);

        (await ListAsync(team)).ShouldHaveSingleItem().ShouldBe("The total budget of the team is used by 100 percent or more: $0.0005 of $0.0005. It does not reject calls.");
        (await ListAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cap_that_leaves_too_little_for_a_call_raises_an_alert_at_the_first_one_that_it_rejects()
    {
        nodes.Add(await PortalHost.StartAsync(catalog));
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "laptop", monthly_cap_usd = 0.0000001m });

        foreach (var _ in new int[2]) (await caller.AskAsync(Caller.Asking(Model, Prompt, ",\"max_tokens\":20"))).ShouldBe(402);
        await Eventually.TrueAsync(async () => (await ListAsync(team)).Length > 0);

        (await ListAsync(team)).ShouldHaveSingleItem().ShouldMatch(
            "^The monthly cap of the key laptop leaves too little for calls[.] One was rejected at .* UTC: .* "
            + "An owner of the team can raise it to [$]0[.]01 or more[.]");
    }

    [Fact]
    public async Task A_low_wallet_raises_an_alert()
    {
        nodes.Add(await PortalHost.StartAsync(catalog, ("Wallet:InitialCreditUsd", "0.001")));
        var team = await nodes[0].SignUpAsync();

        await CallAsync(team, await team.MintAsync(), 1);

        (await ListAsync(team)).ShouldHaveSingleItem().ShouldBe("The wallet has $0.0005, which lasts for about 1 day at the rate of the last week.");
    }

    [Fact]
    public async Task An_expiring_key_of_a_team_that_calls_nothing_raises_an_alert_after_the_start()
    {
        nodes.Add(await PortalHost.StartAsync(catalog));
        var team = await nodes[0].SignUpAsync();
        var (keys, now) = (nodes[0].Services.GetRequiredService<IKeyStore>(), DateTimeOffset.UtcNow);
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), null);
        var minted = (await keys.FindAsync(teamId, KeyId.Parse((await team.MintAsync()).Id, null), TestContext.Current.CancellationToken))!;
        var old = minted with { Id = KeyId.New(now), Name = "old", CreatedAt = now.AddDays(-100), ExpiresAt = now.AddDays(6) };
        await keys.AddAsync(old, KeyHash.From("jinf_old"), TestContext.Current.CancellationToken);

        (await ListAsync(team)).ShouldHaveSingleItem().ShouldStartWith($"The key old ({old.Display}) expires on ");
    }

    [Fact]
    public async Task A_provider_that_is_down_is_reported_to_the_operator_and_not_to_the_teams_that_call_it()
    {
        nodes.Add(await PortalHost.StartAsync(catalog, ("Accounts:SetupToken", "setup-token-0123456789")));
        var operators = new ControlPlaneClient(nodes[0].Http);
        var signedUp = await operators.PostAsync(
            "/v1/auth/signup", new { email = "operator@example.com", password = "a long enough password", setup_token = "setup-token-0123456789" });
        signedUp.ShouldBe(201);
        operators.Access = signedUp.Text("access_token");
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync();
        upstream.Always(Replies.Error(500, "{}"));
        for (var call = 0; call < 8; call++) await caller.AskAsync(Caller.Asking(Model, Prompt));

        await nodes[0].Services.GetRequiredService<AlertService>().RunOnceAsync(TestContext.Current.CancellationToken);
        await nodes[0].Services.GetRequiredService<AlertService>().RunOnceAsync(TestContext.Current.CancellationToken);

        var alerts = (await operators.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray().Select(static alert => (alert.GetProperty("rule").GetString(), alert.GetProperty("subject").GetString()));
        alerts.ShouldBe([("provider_down", "alpha")]);
        (await team.Api.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray().Select(static alert => alert.GetProperty("rule").GetString()).ShouldNotContain("provider_down");
    }

    [Fact]
    [Slow]
    public async Task Two_nodes_on_one_database_raise_an_alert_once_and_one_evaluates_after_the_other_has_stopped()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        for (var node = 0; node < 2; node++) nodes.Add(await PortalHost.StartAsync(catalog, store));
        var team = await nodes[0].SignUpAsync();
        var caller = await MintWithBudgetAsync(team);
        await CallAsync(team, caller, 2);
        (await ListAsync(team)).Length.ShouldBe(1);

        await nodes[0].DisposeAsync();
        nodes.RemoveAt(0);
        team = team.At(nodes[0].Http);
        caller = caller.At(nodes[0].Http);
        await CallAsync(team, caller, 4);

        (await ListAsync(team)).Length.ShouldBe(2);
    }

    /// <summary>Mints a key with a budget that four calls use up. It rejects none, and has no forecast.</summary>
    private static async Task<Caller> MintWithBudgetAsync(PortalTeam team)
    {
        var caller = await team.MintAsync(new { name = "laptop" });
        var budget = new { scope = "key", scope_id = caller.Id, window = "total", amount_usd = 4 * Cost, on_reach = "notify" };
        (await team.Api.PostAsync("/v1/budgets", budget)).ShouldBe(201);
        return caller;
    }

    /// <summary>Calls until the key has made so many calls and all of them are stored.</summary>
    private static async Task CallAsync(PortalTeam team, Caller caller, int total)
    {
        var before = (await team.RecordsAsync(caller, 0)).Length;
        for (var call = before; call < total; call++) (await caller.AskAsync(Caller.Asking(Model, Prompt, ",\"max_tokens\":20"))).ShouldBe(200);
        await team.RecordsAsync(caller, total);
    }

    /// <summary>The messages of the team's alerts after all nodes have evaluated it.</summary>
    private async Task<string[]> ListAsync(PortalTeam team)
    {
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Services.GetRequiredService<AlertService>().RunOnceAsync(TestContext.Current.CancellationToken))));
        return [.. (await team.Api.GetAsync("/v1/alerts")).Json.GetProperty("data").EnumerateArray().Select(static alert => alert.GetProperty("message").GetString()!)];
    }
}
