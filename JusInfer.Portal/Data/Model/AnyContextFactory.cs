using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Model;

/// <summary>Hands out the database's own context as the one that the stores know.</summary>
internal sealed class AnyContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<PortalDbContext>
    where TContext : PortalDbContext
{
    public PortalDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
