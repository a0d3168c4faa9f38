using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage.Refusals;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RefusalStore(IDbContextFactory<PortalDbContext> contexts) : IRefusalStore
{
    /// <summary>A batch of this size keeps the lock of a SQLite file for less than 50 ms.</summary>
    private const int BatchSize = 2_000;

    public async Task AddAsync(IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.AddRange(refusals.Select(static refusal => refusal with
        {
            Path = StorableText.Sanitize(refusal.Path),
            Message = StorableText.Sanitize(refusal.Message, int.MaxValue),
        }));
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<RefusalPage> ListAsync(RefusalFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<Refusal>().AsNoTracking().Where(row => row.TenantId == filter.Tenant);
        if (filter.After is { } newer) rows = rows.Where(row => row.Id.CompareTo(newer) < 0);
        RequestId? scannedTo = null;
        if (filter.Key is not null || filter.Code is not null)
        {
            // This reads the index only.
            scannedTo = await rows.OrderByDescending(row => row.Id).Skip(IRefusalStore.MaxScannedRows - 1).Select(row => (RequestId?)row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (scannedTo is { } last) rows = rows.Where(row => row.Id.CompareTo(last) >= 0);
            if (filter.Key is { } key) rows = rows.Where(row => row.KeyId == key);
            if (filter.Code is { } code) rows = rows.Where(row => row.Code == code);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        return found.Count > filter.Limit
            ? new RefusalPage([.. found.Take(filter.Limit)], found[filter.Limit - 1].Id, ScannedTo: null)
            : new RefusalPage([.. found], scannedTo, scannedTo);
    }

    public async Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var removed = await context.Set<Refusal>().Where(row => row.At < time).OrderBy(row => row.At).Take(BatchSize)
            .ExecuteDeleteAsync(cancellationToken);
        return removed == BatchSize;
    }
}
