using System.Text.Json;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// Calls whose provider counts more tokens than were held. What is charged depends on the limit and not on what a node has leased of it,
/// and provider, ledger and wallet have the same sum.
/// </summary>
[Slow]
public abstract class OverrunContract(string? store, int nodeCount) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const int AtOnce = 20;

    /// <summary>More than ten times as many as the gateway counts.</summary>
    private const string Usage = """{"prompt_tokens":1000,"completion_tokens":300,"total_tokens":1300}""";

    /// <summary>1,000 tokens of input and 300 of output at the prices of the model.</summary>
    private const decimal Cost = 0.0075m;

    private static readonly string Prompt = new('x', 394);

    private readonly List<PortalHost> nodes = [];
    private readonly SemaphoreSlim arrived = new(0);
    private ScriptedUpstream upstream = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, output: 15);
        (string, string)[] settings = store is null ? [] : [("ConnectionStrings:Store", store)];
        for (var i = 0; i < nodeCount; i++) nodes.Add(await PortalHost.StartAsync(catalog, settings));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await upstream.DisposeAsync();
        arrived.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_below_the_limit_are_charged_what_they_cost(bool stream)
    {
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", rpm = 1_000_000, monthly_cap_usd = 100 });
        Answer(stream, together: true);

        var answers = new List<GatewayAnswer>();
        for (var round = 0; round < 2; round++) answers.AddRange(await AskAsync(caller, AtOnce, stream));
        Answer(stream, together: false);
        for (var i = 0; i < 6; i++) answers.AddRange(await AskAsync(caller, 1, stream));

        foreach (var answer in answers) answer.ShouldBe(200);
        await ShouldAddUpAsync(team, caller, answers.Count, static records => records.Sum(CostOf).ShouldBe(46 * Cost));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_limit_has_no_room_for_is_not_charged(bool stream)
    {
        const decimal Limit = 10.4m * Cost;
        var team = await nodes[0].SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", rpm = 1_000_000, monthly_cap_usd = Limit });
        Answer(stream, together: true);

        var answers = await AskAsync(caller, AtOnce, stream);

        foreach (var answer in answers) answer.ShouldBe(200);
        await ShouldAddUpAsync(team, caller, AtOnce, static records =>
            records.Sum(CostOf).ShouldBeInRange(0.8m * Limit, Limit, "what running calls hold is not charged to others"));
    }

    private static decimal CostOf(JsonElement record) => record.GetProperty("cost_usd").GetDecimal();

    private static decimal AmountOf(JsonElement entry) => entry.GetProperty("amount_usd").GetDecimal();

    private static decimal UnbilledOf(JsonElement record) => record.GetProperty("unbilled_usd").GetDecimal();

    /// <summary>Compares what the provider has counted with the records, the ledger and the wallet.</summary>
    private static async Task ShouldAddUpAsync(PortalTeam team, Caller caller, int calls, Action<JsonElement[]> check)
    {
        var records = await team.RecordsAsync(caller, calls);
        var receipts = await Task.WhenAll(records.Select(record => team.ReceiptAsync(record.GetProperty("id").GetString()!)));
        receipts.Length.ShouldBe(calls);
        receipts.Sum(static receipt => CostOf(receipt) + UnbilledOf(receipt)).ShouldBe(calls * Cost, "the provider's count");
        check(receipts);
        var ledger = await team.LedgerAsync();
        var settlements = ledger.Where(static entry => entry.GetProperty("kind").GetString() == "settlement");
        settlements.Sum(AmountOf).ShouldBe(-receipts.Sum(CostOf));
        var balance = (await team.Api.GetAsync("/v1/tenant/wallet")).Json.GetProperty("balance_usd").GetDecimal();
        ledger.Sum(AmountOf).ShouldBe(balance);
    }

    private Task<GatewayAnswer[]> AskAsync(Caller caller, int count, bool stream)
    {
        var body = stream ? Caller.Streaming(Model, Prompt, ",\"max_tokens\":50") : Caller.Asking(Model, Prompt, ",\"max_tokens\":50");
        return Task.WhenAll(Enumerable.Range(0, count).Select(number => caller.At(nodes[number % nodeCount].Http).AskAsync(body)));
    }

    /// <param name="stream">Answers are streamed.</param>
    /// <param name="together">The calls hold their cost at the same time: the first answer waits for the last call.</param>
    private void Answer(bool stream, bool together)
    {
        var waiting = 0;
        var reply = stream
            ? Replies.Sse(ChatSse.Role() + ChatSse.Text("short") + ChatSse.Finish() + ChatSse.Usage(Usage) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion("short", Usage));
        upstream.Always(async (context, cancellationToken) =>
        {
            if (together && Interlocked.Increment(ref waiting) % AtOnce == 0) arrived.Release(AtOnce);
            if (together) await arrived.WaitAsync(cancellationToken);
            await reply(context, cancellationToken);
        });
    }
}

public sealed class OverrunOnSqlite() : OverrunContract(store: null, nodeCount: 1);

public sealed class OverrunOnPostgres(PostgresCluster cluster) : OverrunContract(NewStore(cluster), nodeCount: 1)
{
    internal static string NewStore(PostgresCluster cluster)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        return cluster.NewDatabaseAsync().GetAwaiter().GetResult();
    }
}

public sealed class OverrunOfThreeNodesOnPostgres(PostgresCluster cluster)
    : OverrunContract(OverrunOnPostgres.NewStore(cluster), nodeCount: 3);

/// <summary>
/// A process that is killed while it cannot ask the store about what its calls cost beyond its leases: the next one asks. Before, the
/// operator bore it, although the limit had room: $0.0683 of $0.192.
/// </summary>
[Slow]
public sealed class OverrunOfKilledProcess(PostgresCluster cluster)
{
    private const int Calls = 20;
    private const decimal Cost = 0.0075m;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_process_could_not_ask_for_is_charged_if_the_limit_has_room(bool hasRoom)
    {
        const decimal CallsInLimit = 10.4m;
        var store = OverrunOnPostgres.NewStore(cluster);
        await using var upstream = await ScriptedUpstream.StartAsync();
        var answer = Replies.Json(ChatSse.Completion("short", """{"prompt_tokens":1000,"completion_tokens":300,"total_tokens":1300}"""));
        upstream.Always(answer);
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"], input: 3, output: 15);
        await using var node = new PortalNode(catalog, ("ConnectionStrings:Store", store));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync(new { name = "capped", rpm = 1_000_000, monthly_cap_usd = 100 });
        var body = Caller.Asking("test/model", new string('x', 394), ",\"max_tokens\":50");
        (await caller.AskAsync(body)).ShouldBe(200);
        await team.RecordsAsync(caller);
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), provider: null);

        using var arrived = new SemaphoreSlim(0);
        var outage = new TaskCompletionSource();
        upstream.Always(async (context, cancellationToken) =>
        {
            arrived.Release();
            await outage.Task.WaitAsync(cancellationToken);
            await answer(context, cancellationToken);
        });
        var running = Enumerable.Range(0, Calls).Select(_ => caller.AskAsync(body)).ToArray();
        for (var i = 0; i < Calls; i++) await arrived.WaitAsync(TestContext.Current.CancellationToken);
        await PostgresCluster.DenyConnectionsAsync(store);
        outage.SetResult();
        foreach (var one in await Task.WhenAll(running)) one.ShouldBe(200);
        await process.KillAsync();
        await PostgresCluster.AllowConnectionsAsync(store);
        if (!hasRoom) await LowerCapAsync(store, teamId, caller, CallsInLimit * Cost);

        for (var start = 0; start < 2; start++)
        {
            if (start > 0) await process.KillAsync();
            (process, http) = await node.StartAsync();
            var records = await team.At(http).RecordsAsync(caller, Calls + 1);
            var receipts = await Task.WhenAll(records.Select(record => team.At(http).ReceiptAsync(record.GetProperty("id").GetString()!)));
            receipts.Length.ShouldBe(Calls + 1);
            var cost = receipts.Sum(static one => AmountOf(one, "cost_usd"));
            (cost + receipts.Sum(static one => AmountOf(one, "unbilled_usd"))).ShouldBe((Calls + 1) * Cost, "the provider's count");
            if (hasRoom) cost.ShouldBe((Calls + 1) * Cost);
            else cost.ShouldBeInRange((CallsInLimit - 1) * Cost, CallsInLimit * Cost, "less is left than one call costs");
            var settled = (await team.At(http).LedgerAsync()).Where(static entry => entry.GetProperty("kind").GetString() == "settlement");
            settled.Sum(static entry => AmountOf(entry, "amount_usd")).ShouldBe(-cost);
            (await caller.At(http).GetAsync("/v1/models")).ShouldBe(200);
        }
    }

    /// <summary>Lowers the cap of a key while no process runs.</summary>
    private static async Task LowerCapAsync(string store, TeamId team, Caller caller, decimal usd)
    {
        await using var open = new StoreNode(new StoreOptions(store, ""));
        var key = (await open.Keys.FindAsync(team, KeyId.Parse(caller.Id, provider: null), TestContext.Current.CancellationToken))!;
        var lowered = key with { Terms = key.Terms with { MonthlyCap = NanoUsd.FromUsd(usd) }, Version = key.Version + 1 };
        (await open.Keys.UpdateAsync(lowered, TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    private static decimal AmountOf(JsonElement json, string name) => json.GetProperty(name).GetDecimal();
}
