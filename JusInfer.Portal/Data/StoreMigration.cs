using System.Data.Common;
using System.Net.Sockets;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>Brings the store's tables up to this version. Nodes that start at once on one PostgreSQL database take turns.</summary>
internal sealed class StoreMigration(StoreOptions options, IDbContextFactory<PortalDbContext> contexts)
{
    /// <exception cref="StoreUnavailableException">The store cannot be reached or written; the message says what to do.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.IsShared) await MigrateSharedAsync(cancellationToken);
            else await MigrateFileAsync(cancellationToken);
        }
        catch (Exception fault) when (fault.GetBaseException() is var cause && SaysThatTheStoreIsAway(cause))
        {
            throw new StoreUnavailableException(options, cause);
        }
    }

    private static bool SaysThatTheStoreIsAway(Exception cause) =>
        cause is DbException or SocketException or IOException or UnauthorizedAccessException;

    private async Task MigrateSharedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
        catch (PostgresException another) when (another.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node created the database between this one's look and its own attempt; from here on EF's lock makes them take turns.
            await context.Database.MigrateAsync(cancellationToken);
        }
    }

    private async Task MigrateFileAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Path);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // A process that was killed while it migrated leaves EF's lock behind, and the next one would wait for it for ever. The file is
        // this process's alone.
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
