using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Three processes with a folder each share a PostgreSQL database. Some are killed, and some of those lose their folder.</summary>
[Slow]
public sealed class ThreeProcessesTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const int MaxTries = 30;

    /// <summary>100 tokens, as the provider counts them too.</summary>
    private static readonly string Prompt = new('x', 394);

    /// <summary>20 tokens.</summary>
    private static readonly string Answer = new('y', 80);

    /// <summary>60 uncached and 40 cached tokens and 20 tokens of output at the prices of the model.</summary>
    private const decimal Cost = 0.000492m;

    private static readonly string Body = Caller.Asking(Model, Prompt, ",\"max_tokens\":20");

    /// <summary>Six in every test run; <c>eng/soak.sh</c> sets 30.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("JUSINFER_NODE_KILLS") ?? "6", CultureInfo.InvariantCulture);

    /// <summary>A node is silent for a minute before another one takes it over, which looks every five seconds and may have to become the one that looks.</summary>
    private static readonly TimeSpan TakeoverTime = TimeSpan.FromSeconds(60 + 20 + 10 + 5);

    private readonly List<PortalNode> nodes = [];
    private ScriptedUpstream upstream = null!;
    private TestCatalog catalog = null!;
    private string store = null!;

    public async ValueTask InitializeAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15);
        store = await cluster.NewDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        if (upstream is not null) await upstream.DisposeAsync();
    }

    [Fact]
    [Trait("Promise", "P-10")]
    [Trait("Promise", "P-11")]
    public async Task No_cap_no_rate_and_no_budget_of_a_run_is_exceeded_by_calls_on_three_processes()
    {
        var https = await StartAsync();
        var team = await PortalTeam.SignUpAsync(https[0]);

        // A process compiles the code of calls at the first one. 67 at once would wait for that, on a busy machine for longer than a call
        // may wait for its store.
        await AskAsync(await team.MintAsync(), https, 3, concurrent: 1, waits: true);

        var capped = await team.MintAsync(new { name = "capped", rpm = 1_000_000, monthly_cap_usd = 50 * Cost });
        var answers = await AskAsync(capped, https, 200, concurrent: 200, waits: true);
        ShouldBeRejected(answers, 402, "CAP_REACHED");
        var served = answers.Count(static answer => answer.Status == 200);
        served.ShouldBeInRange(40, 50);
        (await team.RecordsAsync(capped, served)).Sum(CostOf).ShouldBe(served * Cost);

        var limited = await team.MintAsync(new { name = "limited", rpm = 100 });
        var startedAt = Stopwatch.GetTimestamp();
        answers = await AskAsync(limited, https, 1_000, concurrent: 60, waits: false);
        var restored = (int)(Stopwatch.GetElapsedTime(startedAt).TotalMinutes * 100) + 1;
        ShouldBeRejected(answers, 429, "RATE_LIMIT");
        answers.Count(static answer => answer.Status == 200).ShouldBeInRange(95, 100 + restored);

        var plain = await team.MintAsync(new { name = "in runs", rpm = 1_000_000 });
        var budget = (20 * Cost).ToString(CultureInfo.InvariantCulture);
        (string, string)[] run = [("X-JusInfer-Session", "a-run"), ("X-JusInfer-Run-Budget", budget)];
        answers = await AskAsync(plain, https, 90, concurrent: 90, waits: true, run);
        ShouldBeRejected(answers, 402, "RUN_BUDGET_REACHED");
        answers.Count(static answer => answer.Status == 200).ShouldBeInRange(15, 20);
    }

    [Fact]
    public async Task Every_answer_of_killed_processes_is_in_the_ledger_once_and_nothing_stays_held()
    {
        var https = await StartAsync(("Journal:Durability", "database"));
        var team = await PortalTeam.SignUpAsync(https[0]);
        var caller = await team.MintAsync(new { name = "loaded", rpm = 1_000_000, monthly_cap_usd = 100 });
        var (answered, rejected) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, 6).Select(number => LoadAsync(number % 3)).ToArray();

        // A fixed seed: half of the killed processes lose their machine, and some come back later than the others notice.
        var random = new Random(13);
        for (var kill = 0; kill < Kills; kill++)
        {
            var enough = answered.Count + 40;
            await UntilAsync(() => answered.Count >= enough, TimeSpan.FromMinutes(1));
            var index = kill % 3;
            await processes[index].KillAsync();
            if (random.Next(2) == 0)
            {
                await nodes[index].DisposeAsync();
                nodes[index] = NewNode(("Journal:Durability", "database"));
            }

            await Task.Delay(random.Next(0, 1_500), TestContext.Current.CancellationToken);
            https[index] = await StartAsync(index);
        }

        done.Cancel();
        await Task.WhenAll(load);
        rejected.ShouldAllBe(static rejection => rejection.StartsWith("503"), "a node that starts or ends, and no limit of money");
        await UntilAsync(async () => (await AvailableAsync()) is var (balance, available) && balance == available && await LeftByOthersAsync() == 0, TakeoverTime);

        var records = await team.At(https[0]).AllRecordsAsync();
        records.Select(Id).ShouldBeUnique();
        answered.Except(records.Select(Id)).ShouldBeEmpty("every answer has its record");
        records.Where(static record => record.GetProperty("usage_source").GetString() == "provider").ShouldAllBe(static record => CostOf(record) == Cost);
        var ledger = await team.At(https[0]).LedgerAsync();
        var settlements = ledger.Where(static entry => entry.GetProperty("kind").GetString() == "settlement").ToArray();
        settlements.Sum(static entry => entry.GetProperty("requests").GetInt32()).ShouldBe(records.Count);
        settlements.Sum(static entry => entry.GetProperty("amount_usd").GetDecimal()).ShouldBe(-records.Sum(CostOf));
        ledger.Sum(static entry => entry.GetProperty("amount_usd").GetDecimal()).ShouldBe((await AvailableAsync()).Balance);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Kills} kills, {answered.Count} answers, {records.Count} records, {records.Count(static record => record.GetProperty("usage_source").GetString() != "provider")} of them interrupted");

        async Task LoadAsync(int index)
        {
            while (!done.IsCancellationRequested)
            {
                try
                {
                    var answer = await caller.At(https[index]).AskAsync(Body);
                    if (answer["x-request-id"] is null) continue; // Another test's server has the port of the killed process.
                    if (answer.Status == 200) answered.Add(answer.RequestId);
                    else if (answer.Status == 429) await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None); // As in AskAsync.
                    else rejected.Add($"{answer.Status} {answer.Body}");
                }
                catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
                {
                    // The process was killed.
                    await Task.Delay(20, CancellationToken.None);
                }
            }
        }

        async Task<(decimal Balance, decimal Available)> AvailableAsync()
        {
            var wallet = (await team.At(https[0]).Api.GetAsync("/v1/tenant/wallet")).Json;
            return (wallet.GetProperty("balance_usd").GetDecimal(), wallet.GetProperty("available_usd").GetDecimal());
        }
    }

    private readonly PortalProcess[] processes = new PortalProcess[3];

    private async Task<HttpClient[]> StartAsync(params (string, string)[] settings)
    {
        for (var i = 0; i < 3; i++) nodes.Add(NewNode(settings));
        var https = new HttpClient[3];
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async i => https[i] = await StartAsync(i)));
        return https;
    }

    private PortalNode NewNode(params (string, string)[] settings) => new(catalog, [("ConnectionStrings:Store", store), .. settings]);

    private async Task<HttpClient> StartAsync(int index)
    {
        (processes[index], var http) = await nodes[index].StartAsync();
        return http;
    }

    /// <summary>
    /// The nodes that do not run any more and were not taken over yet, with what is left of those that were. A node that was killed a moment
    /// ago looks like one that runs, so the nodes are counted.
    /// </summary>
    private async Task<long> LeftByOthersAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(store);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            WITH live AS (SELECT id FROM nodes WHERE ended_at IS NULL)
            SELECT abs((SELECT count(*) FROM live) - 3)
                + (SELECT count(*) FROM leases WHERE node NOT IN (SELECT id FROM live))
                + (SELECT count(*) FROM call_intents WHERE node NOT IN (SELECT id FROM live))
            """;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>
    /// Calls the nodes in turn. If it waits, a call is repeated that a rate rejects, or that could not ask its store in time: on a busy
    /// machine, a node can be without its share of a rate, or its store, for a while.
    /// </summary>
    private static async Task<GatewayAnswer[]> AskAsync(
        Caller caller, HttpClient[] https, int count, int concurrent, bool waits, params (string, string)[] headers)
    {
        var answers = new List<GatewayAnswer>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(concurrent))
            answers.AddRange(await Task.WhenAll(batch.Select(number => AskOnceAsync(https[number % 3]))));
        return [.. answers];

        async Task<GatewayAnswer> AskOnceAsync(HttpClient http)
        {
            var answer = await caller.At(http).AskAsync(Body, headers);
            for (var tries = 0; waits && answer.Status is 429 or 503 && tries < MaxTries; tries++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
                answer = await caller.At(http).AskAsync(Body, headers);
            }

            return answer;
        }
    }

    private static void ShouldBeRejected(GatewayAnswer[] answers, int status, string code)
    {
        foreach (var rejected in answers.Where(static answer => answer.Status != 200)) rejected.ShouldBe(status, code);
    }

    private static Task UntilAsync(Func<bool> condition, TimeSpan timeout) => UntilAsync(() => Task.FromResult(condition()), timeout);

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan timeout)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(startedAt) > timeout) throw new TimeoutException($"The condition is not fulfilled after {timeout}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string Id(JsonElement record) => record.GetProperty("id").GetString()!;

    private static decimal CostOf(JsonElement record) => record.GetProperty("cost_usd").GetDecimal();
}
