using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Model;

/// <summary>Creates the context of the database in use for the stores, which know only <see cref="PortalDbContext"/>.</summary>
internal sealed class DbContextFactoryAdapter<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<PortalDbContext>
    where TContext : PortalDbContext
{
    public PortalDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
