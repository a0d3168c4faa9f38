using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage.Refusals;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RefusalStore(IDbContextFactory<PortalDbContext> contexts) : IRefusalStore
{
    /// <summary>A batch of this size keeps the lock of a SQLite file for less than 50 ms.</summary>
    private const int BatchSize = 2_000;

    /// <summary>The rows that one page compares with its filter, so that a rare code does not scan the whole log.</summary>
    private const int MaxScannedRows = 20_000;

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

    public async Task<ImmutableArray<Refusal>> ListAsync(
        TenantId tenant, int limit, RequestId? after, KeyId? key, string? code, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Set<Refusal>().AsNoTracking().Where(row => row.TenantId == tenant);
        if (after is { } newer) rows = rows.Where(row => row.Id.CompareTo(newer) < 0);
        rows = rows.OrderByDescending(row => row.Id).Take(MaxScannedRows);
        if (key is { } only) rows = rows.Where(row => row.KeyId == only);
        if (code is not null) rows = rows.Where(row => row.Code == code);
        return [.. await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    public async Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var removed = await context.Set<Refusal>().Where(row => row.At < time).OrderBy(row => row.At).Take(BatchSize)
            .ExecuteDeleteAsync(cancellationToken);
        return removed == BatchSize;
    }
}
