using System.Text.Json;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the journal of a killed or running process must not charge a second time.</summary>
[Slow]
public abstract class ReplayedJournalContract(string? store)
{
    private const int Calls = 20;

    /// <summary>
    /// 60 uncached tokens, 40 cached ones at a tenth, and 20 output tokens at ten times the price of a dollar per million.
    /// </summary>
    private const decimal Cost = 0.000264m;

    private protected (string, string)[] Settings => store is null ? [] : [("ConnectionStrings:Store", store)];

    private static decimal AmountOf(JsonElement entry) => entry.GetProperty("amount_usd").GetDecimal();

    /// <summary>langgenius/mosoo#328: the replay of a call was stopped by its row only, which retention had removed.</summary>
    [Fact]
    public async Task Calls_whose_rows_retention_has_removed_are_not_charged_again_after_a_kill()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("whole", ChatSse.OpenAiUsage)));
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog, Settings);
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync(new { name = "loaded", rpm = 1_000_000, monthly_cap_usd = 100 });
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => caller.AskAsync(Caller.Asking("test/model"))));
        foreach (var answer in answers) answer.ShouldBe(200);
        (await team.RecordsAsync(caller, Calls)).Length.ShouldBe(Calls);

        // Once another call is stored, the calls before it are marked: the mark follows the transaction that makes the row visible.
        await caller.AskAsync(Caller.Asking("test/model"));
        await team.RecordsAsync(caller, Calls + 1);
        await process.KillAsync();
        Directory.GetFiles(node.Journal, "*.journal").ShouldNotBeEmpty();
        await using (var open = new StoreNode(new StoreOptions(store, Path.GetDirectoryName(node.Journal)!)))
        {
            var retention = open.Get<IUsageRetention>();
            while (await retention.RemoveBeforeAsync(DateTimeOffset.UtcNow.AddMinutes(1), TestContext.Current.CancellationToken))
            {
            }
        }

        (_, http) = await node.StartAsync();

        var ledger = await team.At(http).LedgerAsync();
        var settlements = ledger.Where(static entry => entry.GetProperty("kind").GetString() == "settlement").ToArray();
        var (calls, cost) = (settlements.Sum(static entry => entry.GetProperty("requests").GetInt32()), -settlements.Sum(AmountOf));
        calls.ShouldBeInRange(Calls + 1, Calls + 2, "the last one may not have been marked when the process was killed");
        cost.ShouldBe(calls * Cost);
        ledger.Sum(AmountOf).ShouldBe((await team.At(http).Api.GetAsync("/v1/tenant/wallet")).Json.GetProperty("balance_usd").GetDecimal());
    }
}

public sealed class ReplayedJournalOnSqlite() : ReplayedJournalContract(store: null);

public sealed class ReplayedJournalOnPostgres(PostgresCluster cluster) : ReplayedJournalContract(OverrunOnPostgres.NewStore(cluster))
{
    /// <summary>
    /// Kong/kong#1751: nodes that were started from a snapshot of a running one had its identity. A clone of a machine has its name and its
    /// paths as well: there the folder of the running process is moved away, and the copy takes its place.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_on_a_copy_of_the_folder_of_a_running_one_does_not_start_and_does_not_charge_its_calls(bool isClone)
    {
        var release = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(async (context, cancellationToken) =>
        {
            await release.Task.WaitAsync(cancellationToken);
            await Replies.Json(ChatSse.Completion("whole", ChatSse.OpenAiUsage))(context, cancellationToken);
        });

        // The call runs until a second process has started and ended.
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl, timeoutSeconds: 300).Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog, Settings);
        var (_, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        var running = caller.AskAsync(Caller.Asking("test/model"));
        await upstream.NextRequestAsync();
        var copy = Directory.CreateTempSubdirectory("jusinfer-copy-");
        var (original, data) = (Path.GetDirectoryName(node.Journal)!, Path.Combine(copy.FullName, "data"));
        await OtherProgram.RunAsync("cp", "-r", original, copy.FullName);
        if (isClone)
        {
            Directory.Move(original, original + "-running");
            Directory.Move(data, original);
            data = original;
        }

        await using var other = PortalProcess.LaunchIn(
            catalog.Environment, [.. Settings, ("Store:Path", data), ("Catalog:Path", catalog.WriteTo(copy.FullName))]);
        var exitCode = await other.WaitForExitAsync();
        if (isClone)
        {
            Directory.Delete(original, recursive: true);
            Directory.Move(original + "-running", original);
        }

        release.SetResult();

        exitCode.ShouldBe(78);
        other.Output.ShouldContain("is a copy of");
        other.Output.ShouldContain(node.Journal);
        (await running).ShouldBe(200);
        var record = (await team.RecordsAsync(caller)).ShouldHaveSingleItem();
        record.GetProperty("status").GetInt32().ShouldBe(200);
        record.GetProperty("cost_usd").GetDecimal().ShouldBe(0.000264m);
        copy.Delete(recursive: true);
    }
}
