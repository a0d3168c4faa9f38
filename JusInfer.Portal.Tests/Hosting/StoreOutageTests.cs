using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Without its database, a node answers calls of which it knows the key and its limits, and rejects others with 503.</summary>
[Slow]
public sealed class StoreOutageTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Calls_during_an_outage_are_recorded_afterwards_or_rejected_with_503()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var database = await cluster.NewDatabaseAsync();
        await using var node = await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", database));
        var team = await node.SignUpAsync();
        var (known, unknown) = (await team.MintAsync(new { name = "known", monthly_cap_usd = 1 }), await team.MintAsync());

        // The first call of a team grants the initial credit. Then the node leases what the next two calls need.
        for (var i = 0; i < 2; i++) (await known.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
        await team.RecordsAsync(known, 2);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        await PostgresCluster.DenyConnectionsAsync(database);
        var during = await known.AskAsync(Caller.Asking("test/model"));
        var rejected = await unknown.AskAsync(Caller.Asking("test/model"));
        await PostgresCluster.AllowConnectionsAsync(database);

        during.ShouldBe(200);
        rejected.ShouldBe(503, "OVERLOADED");
        rejected["retry-after"].ShouldBe("2");
        rejected.Body.ShouldNotContain("Npgsql");
        var records = await team.RecordsAsync(known, 3);
        records.Length.ShouldBe(3);
        records[0].GetProperty("id").GetString().ShouldBe(during.RequestId);
        (await unknown.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
    }

    [Fact]
    public async Task Without_its_database_a_node_uses_up_what_it_has_leased_and_calls_without_limits_of_money_go_on()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();

        // The calls cost nearly what they hold.
        upstream.Always(Replies.Json(ChatSse.Completion(new string('y', 80), ChatSse.OpenAiUsage)));
        var body = Caller.Asking("test/model", new string('x', 394), ",\"max_tokens\":20");
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var database = await cluster.NewDatabaseAsync();
        await using var node = await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", database));
        var (prepaid, postpaid) = (await node.SignUpAsync(), await node.SignUpAsync());
        var (limited, free) = (await prepaid.MintAsync(), await postpaid.MintAsync());
        var team = TeamId.Parse((await postpaid.Api.GetAsync("/v1/tenant")).Text("id"), null);
        var wallets = node.Services.GetRequiredService<IWalletStore>();
        await wallets.SetModeAsync(team, WalletMode.Postpaid, TestContext.Current.CancellationToken);
        foreach (var caller in (Caller[])[limited, free])
            for (var i = 0; i < 2; i++) (await caller.AskAsync(body)).ShouldBe(200);

        await PostgresCluster.DenyConnectionsAsync(database);
        var answered = 0;
        GatewayAnswer answer;
        while ((answer = await limited.AskAsync(body)).Status == 200 && answered < 100) answered++;

        answer.ShouldBe(503, "OVERLOADED");
        answered.ShouldBeLessThan(100, "what a node leases beyond the cost of two seconds is two more calls");
        for (var i = 0; i < 20; i++) (await free.AskAsync(body)).ShouldBe(200);
        var managed = await prepaid.Api.GetAsync("/v1/keys");
        managed.ShouldBe(503, "OVERLOADED");
        managed.Headers.RetryAfter.ShouldNotBeNull();
        await PostgresCluster.AllowConnectionsAsync(database);
        await Eventually.TrueAsync(async () => (await limited.AskAsync(body)).Status == 200);
    }

    [Fact]
    public async Task With_the_durability_database_a_call_that_cannot_be_recorded_there_gets_no_answer_and_costs_nothing()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        var database = await cluster.NewDatabaseAsync();
        (string, string)[] settings = [("ConnectionStrings:Store", database), ("Journal:Durability", "database")];
        await using var node = await PortalHost.StartAsync(catalog, settings);
        var team = await node.SignUpAsync();
        var caller = await team.MintAsync(new { name = "known", monthly_cap_usd = 1 });
        for (var i = 0; i < 2; i++) (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);

        await PostgresCluster.DenyConnectionsAsync(database);
        var during = await caller.AskAsync(Caller.Streaming("test/model"));
        await PostgresCluster.AllowConnectionsAsync(database);

        during.ShouldBe(503, "OVERLOADED");
        during["retry-after"].ShouldBe("2");
        var receipt = await team.ReceiptAsync(during.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        receipt.GetProperty("unbilled_usd").GetDecimal().ShouldBeGreaterThan(0, "the operator bears it");
        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
    }
}
