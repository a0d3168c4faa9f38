using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A killed process loses no call and bills none twice.</summary>
public sealed class KilledProcessTests
{
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

    private static void ShouldBeInterrupted(JsonElement receipt)
    {
        receipt.GetProperty("error_code").GetString().ShouldBe("INTERRUPTED");
        receipt.GetProperty("usage_source").GetString().ShouldBe("estimated");
        receipt.GetProperty("model_served").GetString().ShouldBe("test/model");
        receipt.GetProperty("input_tokens").GetInt64().ShouldBeInRange(1_000, 1_020);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(receipt.GetProperty("input_tokens").GetInt64() / 1_000_000m);
    }
}
