using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data;

/// <summary>Brings the store's tables up to this version. Several nodes may start on one PostgreSQL database at once: they take turns.</summary>
internal sealed class StoreMigration(StoreOptions options, IDbContextFactory<PortalDbContext> contexts)
{
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (!options.IsShared) Directory.CreateDirectory(options.Path);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
