using System.Data;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Data.Sqlite;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// A killed process leaves a write-ahead log. If a backup takes the place of the database, the log belongs to no file any more, and SQLite
/// would apply it to the backup: vavallee/bindery#2337, DeusData/codebase-memory-mcp#897, TriliumNext/Trilium#1835.
/// </summary>
[Slow]
public sealed class RestoredSqliteTests : IAsyncLifetime
{
    private const int Rows = 2_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-restored-");
    private readonly StoreOptions live;
    private readonly StoreOptions killed;

    /// <summary>
    /// As long as it is open, no other connection is the last one, which would move the log into the file: the pools of connections close
    /// idle ones at any time.
    /// </summary>
    private readonly SqliteConnection open;

    public RestoredSqliteTests()
    {
        live = new StoreOptions(null, folder.CreateSubdirectory("live").FullName);
        killed = new StoreOptions(null, folder.CreateSubdirectory("killed").FullName);
        open = new SqliteConnection($"{Connection(live)};Pooling=false");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(folder.FullName, "backup.db");

    [Theory]
    [InlineData(".backup", false, false, true)]
    [InlineData(".backup", false, false, false)]
    [InlineData(".backup", false, true, true)]
    [InlineData(".backup", true, false, false)]
    [InlineData(".backup", true, true, true)]
    [InlineData("VACUUM INTO", false, false, true)]
    [InlineData("VACUUM INTO", false, true, false)]
    public async Task A_restored_backup_is_what_it_was_and_the_log_of_the_killed_process_is_kept(
        string command, bool isOfEarlierRun, bool isCheckpointed, bool isOverwritten)
    {
        await using (var node = await StartAsync(live)) await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"));
        await using (var node = await StartAsync(live))
        {
            await BackUpAsync(command);
            File.Exists($"{live.SqliteFile}-wal").ShouldBeTrue("the program that made the backup was not the last one");
            if (isOfEarlierRun) await RestartAsync();
            await ExecuteAsync(live, "DELETE FROM marks WHERE rowid % 2 = 0", Insert("after"));
            if (isCheckpointed)
                await ExecuteAsync(live, "PRAGMA wal_checkpoint(TRUNCATE)", "CREATE INDEX marks_text ON marks (text)", Insert("later"));
            await KillAsync();
        }

        Restore(isOverwritten);
        await using var restarted = await StartAsync(killed);

        (await ReadAsync(killed, "SELECT count(*) FROM marks")).ShouldBe((long)Rows);
        (await ReadAsync(killed, "SELECT count(*) FROM marks WHERE text LIKE 'before%'")).ShouldBe((long)Rows);
        (await ReadAsync(killed, "PRAGMA integrity_check")).ShouldBe("ok");
        Aside().Length.ShouldBePositive("the log is kept");

        async Task RestartAsync()
        {
            await using var again = await StartAsync(live);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA wal_checkpoint(PASSIVE)")]
    [InlineData("PRAGMA wal_checkpoint(TRUNCATE)")]
    [InlineData("VACUUM")]
    [InlineData("CREATE INDEX marks_text ON marks (text)")]
    public async Task A_killed_process_loses_nothing_whatever_was_done_to_its_file(string statement)
    {
        await using (var node = await StartAsync(live))
        {
            await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"), statement, Insert("after"));
            await KillAsync();
        }

        await using var restarted = await StartAsync(killed);

        (await ReadAsync(killed, "SELECT count(*) FROM marks")).ShouldBe(2L * Rows);
        (await ReadAsync(killed, "PRAGMA integrity_check")).ShouldBe("ok");
        Directory.GetFiles(killed.Path, "*.aside-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_if_another_program_read_the_file_while_it_started()
    {
        await using (var node = await StartAsync(live)) await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"));
        await using (var reader = new SqliteConnection($"Data Source={live.SqliteFile};Pooling=false"))
        {
            await reader.OpenAsync(Cancellation);
            await ExecuteAsync(reader, "BEGIN", "SELECT count(*) FROM marks");
            await using var node = await StartAsync(live);
            await ExecuteAsync(live, Insert("after"));
            await KillAsync();
        }

        await using var restarted = await StartAsync(killed);

        (await ReadAsync(killed, "SELECT count(*) FROM marks")).ShouldBe(2L * Rows);
    }

    [Fact]
    public async Task A_backup_that_is_restored_is_what_it_was_also_if_another_program_read_the_file_while_the_server_started()
    {
        await using (var node = await StartAsync(live)) await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"));
        await using (var reader = new SqliteConnection($"Data Source={live.SqliteFile};Pooling=false"))
        {
            await reader.OpenAsync(Cancellation);
            await ExecuteAsync(reader, "BEGIN", "SELECT count(*) FROM marks");
            await using var node = await StartAsync(live);
            var stamp = node.Get<SqliteFileStamp>();
            await stamp.StampAgainAsync(Cancellation);
            stamp.IsNoted.ShouldBeFalse("the other program reads the former state");
            await ExecuteAsync(reader, "COMMIT");
            await stamp.StampAgainAsync(Cancellation);
            stamp.IsNoted.ShouldBeTrue();

            await BackUpAsync();
            await ExecuteAsync(live, Insert("after"));
            await KillAsync();
        }

        Restore(isOverwritten: true);
        await using var restarted = await StartAsync(killed);

        (await ReadAsync(killed, "SELECT count(*) FROM marks")).ShouldBe((long)Rows);
        Aside().Length.ShouldBePositive();
    }

    [Fact]
    public async Task The_log_of_a_database_that_was_moved_away_is_kept()
    {
        await using (var node = await StartAsync(live))
        {
            await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"));
            await KillAsync();
        }

        File.Delete(killed.SqliteFile);
        await using var restarted = await StartAsync(killed);

        Aside().Length.ShouldBePositive();
    }

    [Fact]
    public async Task A_file_from_before_the_stamp_starts_as_before()
    {
        await using (var node = await StartAsync(live))
        {
            await ExecuteAsync(live, "CREATE TABLE marks (text text)", Insert("before"));
            await KillAsync();
        }

        File.Delete($"{killed.SqliteFile}-stamp");
        await using var restarted = await StartAsync(killed);

        (await ReadAsync(killed, "SELECT count(*) FROM marks")).ShouldBe((long)Rows);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await open.DisposeAsync();
        foreach (var options in (StoreOptions[])[live, killed]) SqlitePool.Close(options.SqliteFile);
        folder.Delete(recursive: true);
    }

    private static string Insert(string text) => $"""
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {Rows})
        INSERT INTO marks SELECT '{text} ' || hex(randomblob(100)) FROM number
        """;

    private static string Connection(StoreOptions options) => $"Data Source={options.SqliteFile}";

    private async Task<StoreNode> StartAsync(StoreOptions options)
    {
        var node = new StoreNode(options);
        await node.Migration.MigrateAsync(Cancellation);
        if (options == live && open.State is ConnectionState.Closed)
        {
            await open.OpenAsync(Cancellation);
            await ExecuteAsync(open, "SELECT count(*) FROM sqlite_schema");
        }

        return node;
    }

    private static async Task ExecuteAsync(StoreOptions options, params string[] statements)
    {
        await using var connection = new SqliteConnection(Connection(options));
        await connection.OpenAsync(Cancellation);
        await ExecuteAsync(connection, statements);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, params string[] statements)
    {
        foreach (var statement in statements.Where(static statement => statement.Length > 0))
        {
            await using var command = new SqliteCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private static async Task<object?> ReadAsync(StoreOptions options, string sql)
    {
        await using var connection = new SqliteConnection(Connection(options));
        await connection.OpenAsync(Cancellation);
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private Task<string> BackUpAsync(string command = ".backup") => OtherProgram.SqliteAsync(live.SqliteFile, $"{command} '{Backup}'");

    /// <summary>
    /// The files as SIGKILL leaves them: no connection closes, so that nothing is moved into the database. Another program copies them,
    /// because this process would lose its locks on what it opens.
    /// </summary>
    private async Task KillAsync()
    {
        await OtherProgram.RunAsync("cp", "-R", $"{live.Path}/.", killed.Path);
        new FileInfo($"{killed.SqliteFile}-wal").Length.ShouldBePositive();
    }

    private void Restore(bool isOverwritten)
    {
        if (!isOverwritten) File.Delete(killed.SqliteFile);
        File.Copy(Backup, killed.SqliteFile, overwrite: true);
    }

    private FileInfo Aside() => new(Directory.GetFiles(killed.Path, "jusinfer.db-wal.aside-*").ShouldHaveSingleItem());
}
