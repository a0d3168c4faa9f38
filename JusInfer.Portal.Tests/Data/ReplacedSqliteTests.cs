using System.Net;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// A database that is replaced or deleted under the running server. The server went on with the former file: it was ready, answered 201,
/// and the next start knew nothing of it. get-bb/bb#2190, WiseLibs/better-sqlite3#1237.
/// </summary>
[Slow]
public sealed class ReplacedSqliteTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-replaced-");

    public static bool IsWindows => OperatingSystem.IsWindows();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StoreOptions Store => new(null, Path.Combine(folder.FullName, "data"));

    private string Moved => Path.Combine(folder.FullName, "old.db");

    [Theory(Skip = "Windows does not move open files.", SkipWhen = nameof(IsWindows))]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_stores_nothing_more_and_stops_and_its_next_start_has_the_file_that_is_there(bool isReplaced)
    {
        await using var node = new PortalNode(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]));
        var database = Path.Combine(Path.GetDirectoryName(node.Journal)!, "jusinfer.db");
        var (process, http) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(http);
        var early = await team.MintAsync();
        var backup = Path.Combine(folder.FullName, "backup.db");
        await OtherProgram.SqliteAsync(database, $".backup '{backup}'");
        var late = await team.MintAsync();

        File.Move(database, Moved);
        if (isReplaced) File.Copy(backup, database);

        using (var ready = await http.GetAsync("/health/ready", Cancellation)) ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await team.Api.PostAsync("/v1/keys", new { name = "lost" })).ShouldBe(503, "OVERLOADED");
        (await process.WaitForExitAsync()).ShouldBe(69, process.Output);
        process.Output.ShouldContain($"{database} is not the file that this server opened");
        process.Output.ShouldNotContain("Unhandled exception");
        File.Exists(database).ShouldBe(isReplaced, "nothing creates another file");

        (process, http) = await node.StartAsync();
        (await early.At(http).GetAsync("/v1/models")).ShouldBe(isReplaced ? 200 : 401);
        (await late.At(http).GetAsync("/v1/models")).ShouldBe(401);
        (await OtherProgram.SqliteAsync(database, "PRAGMA integrity_check")).ShouldBe("ok");
        Directory.GetFiles(Path.GetDirectoryName(database)!, "jusinfer.db-wal.aside-*").ShouldHaveSingleItem("the log of the moved file");
    }

    [Fact]
    public async Task Nothing_that_other_programs_do_with_the_same_file_counts()
    {
        await using var node = new StoreNode(Store);
        await node.Migration.MigrateAsync(Cancellation);
        var file = node.Get<OpenedSqliteFile>();
        file.Open();

        var link = Path.Combine(folder.FullName, "link.db");
        await OtherProgram.RunAsync("ln", Store.SqliteFile, link);
        await OtherProgram.SqliteAsync(link, "PRAGMA schema_version");
        await OtherProgram.SqliteAsync(Store.SqliteFile, $".backup '{Moved}'");
        await OtherProgram.SqliteAsync(Store.SqliteFile, "VACUUM");
        await OtherProgram.RunAsync("cp", "-p", Store.SqliteFile, Path.Combine(folder.FullName, "copy.db"));
        await OtherProgram.RunAsync("chmod", "640", Store.SqliteFile);
        File.Move(link, Store.SqliteFile, overwrite: true);

        file.HasMoved().ShouldBeFalse();
    }

    [Fact(Skip = "Windows does not move open files.", SkipWhen = nameof(IsWindows))]
    public async Task A_connection_is_refused_while_the_file_is_away()
    {
        await using var node = new StoreNode(Store);
        await node.Migration.MigrateAsync(Cancellation);
        node.Get<OpenedSqliteFile>().Open();
        File.Move(Store.SqliteFile, Moved);

        await using (var context = node.OpenContext())
        {
            var fault = await Should.ThrowAsync<SqliteException>(() => context.Database.OpenConnectionAsync(Cancellation));
            fault.SqliteExtendedErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_READONLY_DBMOVED);
        }

        File.Exists(Store.SqliteFile).ShouldBeFalse();
        File.Move(Moved, Store.SqliteFile);
        await using var again = node.OpenContext();
        (await again.Teams.AnyAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact(Skip = "Windows does not move open files.", SkipWhen = nameof(IsWindows))]
    public async Task A_file_that_is_away_for_a_moment_stops_nothing_and_one_that_stays_away_stops_the_server_within_two_seconds()
    {
        await using var node = new StoreNode(Store);
        await node.Migration.MigrateAsync(Cancellation);
        var (time, lifetime, logs) = (new ManualTime(), new RecordedLifetime(), new LogCapture());
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        using var watch = new SqliteFileWatch(
            node.Get<OpenedSqliteFile>(), Store, lifetime, time, loggers.CreateLogger<SqliteFileWatch>());
        await watch.StartAsync(Cancellation);

        File.Move(Store.SqliteFile, Moved);
        await TickAsync();
        File.Move(Moved, Store.SqliteFile);
        await TickAsync();
        File.Move(Store.SqliteFile, Moved);
        await TickAsync();
        lifetime.IsStopping.ShouldBeFalse();
        time.Advance(Interval);

        await watch.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        lifetime.IsStopping.ShouldBeTrue();
        watch.HasStoppedServer.ShouldBeTrue();
        logs.Lines.ShouldContain(static line => line.Contains("Critical") && line.Contains("replaced, renamed or deleted"));
        await watch.StopAsync(Cancellation);

        // The watch has looked at the file as soon as it waits for the next tick.
        async Task TickAsync()
        {
            await time.WhenAwaitedAsync(time.GetUtcNow() + Interval);
            time.Advance(Interval);
            await time.WhenAwaitedAsync(time.GetUtcNow() + Interval);
        }
    }

    public void Dispose()
    {
        SqlitePool.Close(Store.SqliteFile);
        folder.Delete(recursive: true);
    }

    private sealed class RecordedLifetime : IHostApplicationLifetime
    {
        public bool IsStopping { get; private set; }

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => new(IsStopping);

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => IsStopping = true;
    }
}
