using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RejectionStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IRejectionStore
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
        var from = RequestIdRange.FirstOf(filter.From, filter.Search);
        if (filter.After is { } newer) rows = rows.Where(row => row.Id.CompareTo(newer) < 0);
        if (filter.To is { } to)
        {
            var end = RequestIdRange.LowestAt(to);
            rows = rows.Where(row => row.Id.CompareTo(end) < 0);
        }

        if (filter.Search?.Ids is { Last: var highest }) rows = rows.Where(row => row.Id.CompareTo(highest) <= 0);
        var earlier = rows;
        if (from is { } first) rows = rows.Where(row => row.Id.CompareTo(first) >= 0);
        RequestId? scannedTo = null;
        if (filter.Key is not null || filter.Member is not null || filter.Status is not null || filter.Code is not null
            || filter.Search?.Text is not null)
        {
            // This reads the index only.
            scannedTo = await rows.OrderByDescending(row => row.Id).Skip(IRejectionStore.MaxScannedRows - 1).Select(row => (RequestId?)row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (scannedTo is { } last) rows = earlier.Where(row => row.Id.CompareTo(last) >= 0);
            rows = Select(rows, filter);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        return found.Count > filter.Limit
            ? new RejectionPage([.. found.Take(filter.Limit)], found[filter.Limit - 1].Id, ScannedTo: null)
            : new RejectionPage([.. found], scannedTo, scannedTo);
    }

    private static IQueryable<Rejection> Select(IQueryable<Rejection> rows, RejectionFilter filter)
    {
        if (filter.Key is { } key) rows = rows.Where(row => row.KeyId == key);
        if (filter.Member is { } member) rows = rows.Where(row => row.MemberId == member);
        if (filter.Status is { } status) rows = rows.Where(row => row.Status == status);
        if (filter.Code is { } code) rows = rows.Where(row => row.Code == code);
        if (filter.Search is not { Text: { } text, Pattern: var pattern }) return rows;
        return rows.Where(row => row.Code.Contains(text) || EF.Functions.Like(row.Code.ToLower(), pattern, CallSearch.Escape)
            || row.Message.Contains(text) || EF.Functions.Like(row.Message.ToLower(), pattern, CallSearch.Escape)
            || row.Scope!.Contains(text));
    }

    public async Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        time = await context.ToStoreTimeAsync(time, clock, cancellationToken);
        var removed = await context.Set<Rejection>().Where(row => row.At < time).OrderBy(row => row.At).Take(BatchSize)
            .ExecuteDeleteAsync(cancellationToken);
        return removed == BatchSize;
    }
}
