using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class StoreClock(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IStoreClock
{
    public async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReadTimeAsync(time, cancellationToken);
    }
}
