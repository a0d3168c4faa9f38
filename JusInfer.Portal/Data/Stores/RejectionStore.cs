using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RejectionStore(IDbContextFactory<PortalDbContext> contexts) : IRejectionStore
{
    /// <summary>A batch of this size keeps the lock of a SQLite file for less than 50 ms.</summary>
    private const int BatchSize = 2_000;

    public async Task AddAsync(IReadOnlyList<Rejection> rejections, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.AddRange(rejections.Select(static rejection => rejection with
        {
            Path = StorableText.Sanitize(rejection.Path),
            Message = StorableText.Sanitize(rejection.Message, int.MaxValue),
        }));
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<RejectionPage> ListAsync(RejectionFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<Rejection>().AsNoTracking().Where(row => row.TeamId == filter.Team);
        if (filter.After is { } newer) rows = rows.Where(row => row.Id.CompareTo(newer) < 0);
        RequestId? scannedTo = null;
        if (filter.Key is not null || filter.Code is not null)
        {
            // This reads the index only.
            scannedTo = await rows.OrderByDescending(row => row.Id).Skip(IRejectionStore.MaxScannedRows - 1).Select(row => (RequestId?)row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (scannedTo is { } last) rows = rows.Where(row => row.Id.CompareTo(last) >= 0);
            if (filter.Key is { } key) rows = rows.Where(row => row.KeyId == key);
            if (filter.Code is { } code) rows = rows.Where(row => row.Code == code);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        return found.Count > filter.Limit
            ? new RejectionPage([.. found.Take(filter.Limit)], found[filter.Limit - 1].Id, ScannedTo: null)
            : new RejectionPage([.. found], scannedTo, scannedTo);
    }

    public async Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var removed = await context.Set<Rejection>().Where(row => row.At < time).OrderBy(row => row.At).Take(BatchSize)
            .ExecuteDeleteAsync(cancellationToken);
        return removed == BatchSize;
    }
}
