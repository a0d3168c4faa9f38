using System.Data.Common;
using System.Net.Sockets;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JusInfer.Portal.Data;

/// <summary>Brings the store's tables up to this version. Nodes that start at once on one PostgreSQL database take turns.</summary>
internal sealed class StoreMigration(StoreOptions options, IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>Names the lock that nodes hold while they migrate; any number that nothing else uses.</summary>
    private const long Turn = 0x4A494E46;

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
        await CreateDatabaseAsync(context, cancellationToken);

        // EF's own lock ends with each migration, and the next node would then run the second one beside the first. This one ends with the
        // last; where a migration fails, with the process.
        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Turn})", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Turn})", cancellationToken);
    }

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
            // Another node created the database between this one's look and its own attempt.
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
