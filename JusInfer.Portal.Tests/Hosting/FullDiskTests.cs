using System.Collections.Concurrent;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// On a full disk, calls are recorded or rejected with 503. Needs a small file system, which <c>eng/soak.sh</c> mounts.
/// </summary>
[Slow]
public sealed class FullDiskTests
{
    private const string Disk = "JUSINFER_SMALL_DISK";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_on_a_full_disk_are_recorded_or_rejected_and_all_are_in_the_ledger_when_there_is_space_again()
    {
        if (Environment.GetEnvironmentVariable(Disk) is not { Length: > 0 } disk)
        {
            Assert.Skip($"No small file system in {Disk}. Run eng/soak.sh as root, which mounts one.");
            return;
        }

        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        upstream.Always(Replies.Json(ChatSse.Completion("whole", ChatSse.OpenAiUsage)));
        await using var node = new PortalNode(catalog, ("Store:Path", Path.Combine(disk, "data")));
        var (_, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync(new { name = "loaded", rpm = 1_000_000 });
        var answers = new ConcurrentQueue<(int Status, string Id)>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => CallAsync(caller, answers, stop.Token)).ToArray();

        await UntilAsync(() => answers.Count(static answer => answer.Status == 200) >= 100);
        var filler = Fill(Path.Combine(disk, "filler"));

        // Calls are recorded in the space that the journal has reserved, until that is used up.
        await UntilAsync(() => answers.Any(static answer => answer.Status == 503));
        File.Delete(filler);
        var before = answers.Count;
        await UntilAsync(() => answers.Skip(before).Count(static answer => answer.Status == 200) >= 100);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        answers.Select(static answer => answer.Status).Distinct().Order().ShouldBe([200, 503]);
        string[] answered = [.. answers.Where(static answer => answer.Status == 200).Select(static answer => answer.Id)];
        await team.ReceiptAsync(answered[^1]);
        var records = (await team.AllRecordsAsync()).ConvertAll(static record => record.GetProperty("id").GetString()!);
        records.ShouldBeUnique();

        // Not with ignoreOrder, which takes hours for as many calls as the journal has space for.
        records.Order(StringComparer.Ordinal).ShouldBe(answered.Order(StringComparer.Ordinal));
        var ledger = await team.LedgerAsync();
        ledger.Where(IsSettlement).Sum(static entry => entry.GetProperty("requests").GetInt32()).ShouldBe(answered.Length);
    }

    private static bool IsSettlement(JsonElement entry) => entry.GetProperty("kind").GetString() == "settlement";

    private static async Task CallAsync(Caller caller, ConcurrentQueue<(int Status, string Id)> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await caller.AskAsync(Caller.Asking("test/model"));
            answers.Enqueue((answer.Status, answer.RequestId));
            if (answer.Status != 200) await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    /// <summary>Writes to a file until the disk is full.</summary>
    private static string Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var block = new byte[64 * 1024]; ;) file.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        for (var attempt = 0; !isTrue(); attempt++)
        {
            attempt.ShouldBeLessThan(18_000, "three minutes have passed");
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        }
    }
}
