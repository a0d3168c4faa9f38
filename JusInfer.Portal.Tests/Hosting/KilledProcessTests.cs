using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A killed process loses no call and bills none twice.</summary>
[Slow]
public sealed class KilledProcessTests
{
    /// <summary>60 uncached tokens, 40 cached ones at a tenth, and 20 output tokens at ten times the price of a dollar per million.</summary>
    private const decimal CostOfAnAnswer = 0.000264m;

    /// <summary>Three in every test run; <c>eng/soak.sh</c> sets 30.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("JUSINFER_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("process")]
    [InlineData("disk")]
    public async Task An_interrupted_call_and_a_completed_one_are_each_recorded_once(string durability)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog, ("Journal:Durability", durability));
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        upstream.Script(Replies.Json(ChatSse.Completion("whole")), Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun")), Then.Stall));

        var ended = await caller.AskAsync(Caller.Asking("test/model"));
        using var running = await caller.OpenAsync(Caller.Streaming("test/model", new string('p', 4_000)));
        running.EnsureSuccessStatusCode();
        await process.KillAsync();
        Directory.EnumerateFiles(node.Journal).ShouldNotBeEmpty();

        // Two starts: a recovered record is not recovered again.
        for (var start = 0; start < 2; start++)
        {
            (process, http) = await node.StartAsync();
            var records = await team.At(http).RecordsAsync(caller, 2);
            records.Length.ShouldBe(2);
            var whole = await team.At(http).ReceiptAsync(ended.RequestId);
            whole.GetProperty("status").GetInt32().ShouldBe(200);
            whole.GetProperty("usage_source").GetString().ShouldBe("provider");
            ShouldBeInterrupted(await team.At(http).ReceiptAsync(running.Headers.GetValues("x-request-id").Single()));
            (await caller.At(http).GetAsync("/v1/models")).ShouldBe(200);
            await process.KillAsync();
        }
    }

    [Fact]
    public async Task Calls_under_which_the_process_is_killed_again_and_again_are_in_the_ledger_exactly_once()
    {
        const int Callers = 8;
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        upstream.Always(Replies.Json(ChatSse.Completion("whole", ChatSse.OpenAiUsage)));
        await using var node = new PortalNode(catalog);
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync(new { name = "loaded", rpm = 1_000_000, monthly_cap_usd = 100 });
        var answered = new ConcurrentBag<string>();

        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill > 0) (process, http) = await node.StartAsync();
            var enough = answered.Count + 60;
            var load = Enumerable.Range(0, Callers).Select(_ => CallUntilKilledAsync(caller.At(http), answered)).ToArray();
            await Eventually.TrueAsync(() => answered.Count >= enough);
            await process.KillAsync();
            await Task.WhenAll(load);
        }

        (process, http) = await node.StartAsync();
        var records = await team.At(http).AllRecordsAsync();
        records.Select(Id).ShouldBeUnique();
        answered.Except(records.Select(Id)).ShouldBeEmpty("every answer has its record");
        records.Count.ShouldBeGreaterThanOrEqualTo(upstream.Requests.Count);
        records.Count(static record => record.GetProperty("usage_source").GetString() != "provider").ShouldBeLessThanOrEqualTo(Callers * Kills, "the calls that ran");
        records.Where(record => answered.Contains(Id(record))).ShouldAllBe(static record => record.GetProperty("cost_usd").GetDecimal() == CostOfAnAnswer);

        var ledger = await team.At(http).LedgerAsync();
        var settlements = ledger.Where(static entry => entry.GetProperty("kind").GetString() == "settlement").ToArray();
        settlements.Sum(static entry => entry.GetProperty("requests").GetInt32()).ShouldBe(records.Count);
        settlements.Sum(static entry => entry.GetProperty("amount_usd").GetDecimal()).ShouldBe(-records.Sum(static record => record.GetProperty("cost_usd").GetDecimal()));
        var balance = (await team.At(http).Api.GetAsync("/v1/tenant/wallet")).Json.GetProperty("balance_usd").GetDecimal();
        ledger.Sum(static entry => entry.GetProperty("amount_usd").GetDecimal()).ShouldBe(balance);
    }

    private static async Task CallUntilKilledAsync(Caller caller, ConcurrentBag<string> answered)
    {
        try
        {
            while (true)
            {
                var answer = await caller.AskAsync(Caller.Asking("test/model"));
                answer.ShouldBe(200);
                answered.Add(answer.RequestId);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The process was killed.
        }
    }

    private static string Id(JsonElement record) => record.GetProperty("id").GetString()!;

    private static void ShouldBeInterrupted(JsonElement receipt)
    {
        receipt.GetProperty("error_code").GetString().ShouldBe("INTERRUPTED");
        receipt.GetProperty("usage_source").GetString().ShouldBe("estimated");
        receipt.GetProperty("model_served").GetString().ShouldBe("test/model");
        receipt.GetProperty("input_tokens").GetInt64().ShouldBeInRange(1_000, 1_020);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(receipt.GetProperty("input_tokens").GetInt64() / 1_000_000m);
    }
}
