using System.Data.Common;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data;

/// <summary>Brings the store's tables up to this version. Several nodes may start on one PostgreSQL database at once: they take turns.</summary>
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
        catch (Exception fault) when (fault.GetBaseException() is DbException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            throw new StoreUnavailableException(options, fault.GetBaseException());
        }
    }

    private async Task MigrateSharedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private async Task MigrateFileAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Path);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // A process that was killed while it migrated leaves EF's lock behind, and the next one would wait for it for ever. The file is this
        // process's alone.
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
