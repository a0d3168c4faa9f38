using System.Data.Common;
using System.Net.Sockets;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Migrations;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Primitives.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>
/// Migrates the database to this version. Nodes that start at the same time on one PostgreSQL database migrate one after the other.
/// </summary>
internal sealed class StoreMigration(
    StoreOptions options, IDbContextFactory<PortalDbContext> contexts, KeyRingRewrap keyRing, IDataProtectionProvider protection,
    SqliteFileStamp stamp, TimeProvider time)
{
    /// <summary>The key of the advisory lock that a node holds while it migrates. Nothing else uses this number.</summary>
    private const long MigrationLock = 0x4A494E46;

    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(200);

    private const string PostgresTables = """
        SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        """;

    private const string SqliteTables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

    private static readonly Version Program = typeof(StoreMigration).Assembly.GetName().Version ?? new Version(0, 0, 0);

    /// <exception cref="StoreUnavailableException">The database cannot be reached or written.</exception>
    /// <exception cref="IncompatibleStoreException">The database cannot be used by this version. Nothing is changed.</exception>
    /// <exception cref="UnsupportedEncodingException">The PostgreSQL database cannot store every text. Nothing is changed.</exception>
    /// <exception cref="UnreadableKeysException">The Data Protection keys cannot be unwrapped.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.IsShared) await MigrateSharedAsync(cancellationToken);
            else await MigrateFileAsync(cancellationToken);
        }
        catch (Exception fault) when (fault.GetBaseException() is var cause && IsUnavailable(cause))
        {
            throw new StoreUnavailableException(options, cause);
        }
    }

    private static bool IsUnavailable(Exception cause) =>
        cause is DbException or SocketException or IOException or UnauthorizedAccessException;

    private async Task MigrateSharedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await CreateDatabaseAsync(context, cancellationToken);
        await CheckEncodingAsync(context, cancellationToken);

        // A migration of many calls, or waiting for a node that runs one, takes longer than the default timeout of 30 seconds.
        context.Database.SetCommandTimeout(0);
        await using var turn = await LockAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var history = await StoreHistory.ReadAsync(context.Database.GetDbConnection(), PostgresTables, cancellationToken);
        if (IsOutdated(context, history)) await context.Database.MigrateAsync(cancellationToken);
        await keyRing.RunAsync(context, cancellationToken);
        CreateFirstKey();

        // Without the connection there was no lock any more, and the start fails.
        await using var check = new NpgsqlCommand("SELECT 1", turn);
        await check.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Waits for the lock. EF Core releases its own lock after each migration, and another node could then run the next one at the same
    /// time. A lock of a transaction ends with it: one of a session would stay with the server's connection that a pooler happened to use
    /// (goauthentik/authentik#23876). A node that waits has no connection, so that a small pool is enough for any number of them.
    /// </summary>
    /// <returns>The connection whose transaction has the lock until it is closed.</returns>
    private async Task<NpgsqlConnection> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryLockAsync(cancellationToken) is { } turn) return turn;
            await Task.Delay(LockInterval, time, cancellationToken);
        }
    }

    private async Task<NpgsqlConnection?> TryLockAsync(CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, KeepAlive = 30 };
        var connection = new NpgsqlConnection(server.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.BeginTransactionAsync(cancellationToken);

            // The migration is longer than the limits of an idle transaction, and since PostgreSQL 17 of any.
            await using var command = new NpgsqlCommand(
                $"""
                SET LOCAL idle_in_transaction_session_timeout = 0;
                SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout';
                SELECT pg_try_advisory_xact_lock({MigrationLock})
                """,
                connection);
            await using var results = await command.ExecuteReaderAsync(cancellationToken);
            await results.NextResultAsync(cancellationToken);
            await results.ReadAsync(cancellationToken);
            if (results.GetBoolean(0)) return connection;
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The first use of Data Protection creates its first key. Nodes that did so at the same time would each have a key of their own, and could not decrypt
    /// what another node encrypts.
    /// </summary>
    private void CreateFirstKey() => protection.CreateProtector("JusInfer.Data.FirstKey").Protect([]);

    private static async Task CreateDatabaseAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        try
        {
            if (!await creator.ExistsAsync(cancellationToken)) await creator.CreateAsync(cancellationToken);
        }
        catch (PostgresException another) when (another.SqlState is PostgresErrorCodes.DuplicateDatabase
            or PostgresErrorCodes.UniqueViolation)
        {
            // Another node created the database after this one had checked.
        }
    }

    private async Task CheckEncodingAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var query = context.Database.SqlQuery<string>($"SELECT current_setting('server_encoding') AS \"Value\"");
        var encoding = await query.SingleAsync(cancellationToken);
        if (encoding != "UTF8") throw new UnsupportedEncodingException(options, encoding);
    }

    private async Task MigrateFileAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        stamp.SetAsideForeignLog();
        var isOutdated = IsOutdated(context, await ReadFileHistoryAsync(cancellationToken));
        CreatePrivateFile();

        // If a process dies while it migrates, EF Core's lock stays in the file and the next process would wait for it indefinitely. No
        // other process uses the file.
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        if (isOutdated) await context.Database.MigrateAsync(cancellationToken);
        await keyRing.RunAsync(context, cancellationToken);
        await stamp.StampAsync(context, cancellationToken);
    }

    /// <summary>
    /// Reads the file before anything opens it for writing, which would change its journal mode. Without a write-ahead log it is read as a file that does not
    /// change, because SQLite would otherwise create two files beside it.
    /// </summary>
    private async Task<StoreHistory> ReadFileHistoryAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(options.SqliteFile)) return StoreHistory.None;
        var isClosed = !File.Exists($"{options.SqliteFile}-wal");
        await using var connection = isClosed ? ReadOnlySqlite.ConnectToUnchanging(options) : ReadOnlySqlite.Connect(options);
        await connection.OpenAsync(cancellationToken);
        return await StoreHistory.ReadAsync(connection, SqliteTables, cancellationToken);
    }

    private bool IsOutdated(PortalDbContext context, StoreHistory history)
    {
        var state = history.StateFor([.. context.Database.GetMigrations()], Program);
        return state is StoreState.Current or StoreState.Newer or StoreState.Outdated
            ? state == StoreState.Outdated
            : throw new IncompatibleStoreException(options, state, history, Program);
    }

    /// <summary>
    /// Creates the file before SQLite does, which would make it readable for other users. SQLite gives the mode of this file to the files
    /// that it creates beside it (-wal, -shm).
    /// </summary>
    private void CreatePrivateFile()
    {
        PrivateFiles.CreateFolder(options.Path);
        if (!File.Exists(options.SqliteFile)) PrivateFiles.Create(options.SqliteFile, sizeBytes: 0).Dispose();
        PrivateFiles.Restrict(Path.GetDirectoryName(Path.GetFullPath(options.SqliteFile))!, $"{Path.GetFileName(options.SqliteFile)}*");
    }
}
