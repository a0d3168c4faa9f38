using System.Data.Common;
using System.Net.Sockets;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Model;
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
    StoreOptions options, IDbContextFactory<PortalDbContext> contexts, KeyRingRewrap keyRing, IDataProtectionProvider protection)
{
    /// <summary>The key of the advisory lock that a node holds while it migrates. Nothing else uses this number.</summary>
    private const long MigrationLock = 0x4A494E46;

    /// <exception cref="StoreUnavailableException">The database cannot be reached or written.</exception>
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

        // EF Core releases its own lock after each migration, and another node could then run the next one at the same time. This lock is
        // released after the last migration; if one fails, when the connection is closed.
        await context.Database.OpenConnectionAsync(cancellationToken);

        // Filling a table from all calls, or waiting for a node that does, takes longer than the default timeout of 30 seconds.
        context.Database.SetCommandTimeout(0);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await keyRing.RunAsync(context, cancellationToken);
        CreateFirstKey();
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", cancellationToken);
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

    private async Task MigrateFileAsync(CancellationToken cancellationToken)
    {
        CreatePrivateFile();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // If a process dies while it migrates, EF Core's lock stays in the file and the next process would wait for it indefinitely. No
        // other process uses the file.
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await keyRing.RunAsync(context, cancellationToken);
    }

    /// <summary>
    /// Creates the file before SQLite does, which would make it readable for other users. SQLite gives the mode of this file to the files
    /// that it creates beside it (-wal, -shm).
    /// </summary>
    private void CreatePrivateFile()
    {
        PrivateFiles.CreateFolder(options.Path);
        if (!File.Exists(options.SqliteFile)) PrivateFiles.Create(options.SqliteFile, sizeBytes: 0).Dispose();
        PrivateFiles.Restrict(options.Path, $"{Path.GetFileName(options.SqliteFile)}*");
    }
}
