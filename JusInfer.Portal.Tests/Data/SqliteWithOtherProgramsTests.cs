using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// Another program opens and closes the database of a running server, as a backup does. If the server had lost its locks on the file, that
/// program would be the last one that SQLite knows of, and delete the log into which the server writes: MemPalace/mempalace#2471,
/// stephenschoettler/hermes-lcm#588, https://www.sqlite.org/howtocorrupt.html (2.2).
/// </summary>
[Slow]
public sealed class SqliteWithOtherProgramsTests : IDisposable
{
    private const string Model = "test/model";
    private const string CountCalls = "SELECT count(*) FROM usage_requests";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-backups-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_keeps_its_locks_and_its_log()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists locks in /proc/locks.");
        await using var upstream = await ScriptedUpstream.StartAsync();
        var store = new StoreOptions(null, folder.CreateSubdirectory("data").FullName);
        var database = store.SqliteFile;
        await EmptyStore.MigrateAsync(store); // The start of a host then runs all that the start of a process does.
        await using var portal = await PortalHost.StartAsync(CatalogOf(upstream), ("Store:Path", store.Path));
        (await HoldsLockAsync(database)).ShouldBeTrue("after the start");
        var log = await InodeAsync($"{database}-wal");

        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        await team.RecordsAsync(caller);
        (await HoldsLockAsync(database)).ShouldBeTrue("after a call");

        await portal.Services.GetRequiredService<IUsageRetention>().RemoveBeforeAsync(DateTimeOffset.UtcNow.AddDays(-1), Cancellation);
        (await HoldsLockAsync(database)).ShouldBeTrue("after a sweep");

        await OtherProgram.SqliteAsync(database, $".backup '{Backup("first")}'");
        await OtherProgram.SqliteAsync(database, CountCalls);
        (await HoldsLockAsync(database)).ShouldBeTrue("after a backup");
        (await InodeAsync($"{database}-wal")).ShouldBe(log);
    }

    [Fact]
    public async Task A_server_whose_file_was_read_while_it_started_stamps_it_afterwards_and_answers_calls()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var store = new StoreOptions(null, folder.CreateSubdirectory("data").FullName);
        await EmptyStore.MigrateAsync(store);
        await using var reader = new SqliteConnection($"Data Source={store.SqliteFile};Pooling=false");
        await reader.OpenAsync(Cancellation);
        await using var transaction = reader.BeginTransaction(deferred: true);
        await using var read = new SqliteCommand(CountCalls, reader, transaction);
        await read.ExecuteScalarAsync(Cancellation);
        await using var portal = await PortalHost.StartAsync(CatalogOf(upstream), ("Store:Path", store.Path));
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        File.Exists($"{store.SqliteFile}-stamp").ShouldBeFalse();

        await transaction.CommitAsync(Cancellation);
        await Eventually.TrueAsync(() => File.Exists($"{store.SqliteFile}-stamp"));

        (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        (await team.RecordsAsync(caller, 2)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_killed_server_has_lost_nothing_after_backups_queries_and_a_vacuum_of_its_running_database()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(CatalogOf(upstream));
        var database = Path.Combine(Path.GetDirectoryName(node.Journal)!, "jusinfer.db");
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var early = await team.MintAsync();
        (await early.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        await team.RecordsAsync(early);

        (await BackUpAsync(database, "first")).ShouldBe(1);
        var caller = await team.MintAsync();
        await CallAsync(team, caller, 40);
        (await BackUpAsync(database, "second")).ShouldBe(41, "not the state of the first one");
        (await OtherProgram.SqliteAsync(database, "VACUUM", CountCalls)).ShouldBe("41");
        await CallAsync(team, caller, 80);
        await process.KillAsync();

        (process, http) = await node.StartAsync();
        (await caller.At(http).GetAsync("/v1/models")).ShouldBe(200);
        var records = await team.At(http).RecordsAsync(caller, 80);
        records.Length.ShouldBe(80);
        var all = await team.At(http).AllRecordsAsync();
        var ledger = await team.At(http).LedgerAsync();
        var settlements = ledger.Where(static entry => entry.GetProperty("kind").GetString() == "settlement");
        var wallet = await team.At(http).Api.GetAsync("/v1/tenant/wallet");
        Sum(settlements, "amount_usd").ShouldBe(-Sum(all, "cost_usd"));
        Sum(ledger, "amount_usd").ShouldBe(wallet.Json.GetProperty("balance_usd").GetDecimal());
        (await OtherProgram.SqliteAsync(database, "PRAGMA integrity_check")).ShouldBe("ok");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static TestCatalog CatalogOf(ScriptedUpstream upstream)
    {
        upstream.Always(Replies.Json(ChatSse.Completion("whole", ChatSse.OpenAiUsage)));
        return new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]);
    }

    /// <summary>Makes calls until the key has this many records.</summary>
    private static async Task CallAsync(PortalTeam team, Caller caller, int total)
    {
        for (var i = total - 40; i < total; i++) (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        await team.RecordsAsync(caller, total);
    }

    /// <summary>Backs up the database and counts the calls in the copy.</summary>
    private async Task<int> BackUpAsync(string database, string name)
    {
        await OtherProgram.SqliteAsync(database, $".backup '{Backup(name)}'");
        return int.Parse(await OtherProgram.SqliteAsync(Backup(name), CountCalls), CultureInfo.InvariantCulture);
    }

    private string Backup(string name) => Path.Combine(folder.FullName, $"{name}.db");

    private static decimal Sum(IEnumerable<JsonElement> rows, string field) => rows.Sum(row => row.GetProperty(field).GetDecimal());

    /// <summary>
    /// Whether this process has a lock on a file. <c>proc_locks(5)</c> lists <c>1: POSIX ADVISORY READ pid major:minor:inode start end</c>.
    /// </summary>
    private static async Task<bool> HoldsLockAsync(string file)
    {
        var inode = await InodeAsync(file);
        var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return (await File.ReadAllLinesAsync("/proc/locks", Cancellation))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(held => held[1] == "POSIX" && held[4] == process && held[5].EndsWith($":{inode}", StringComparison.Ordinal));
    }

    private static Task<string> InodeAsync(string file) => OtherProgram.RunAsync("stat", "-c", "%i", file);
}
