using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class UsageQueries(IDbContextFactory<PortalDbContext> contexts) : IUsageQueries
{
    public async Task<ImmutableArray<UsageRow>> BreakDownAsync(
        UsageWindow window, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken)
    {
        var (from, to) = (RollupKey.HourOf(window.From), RollupKey.HourOf(window.To.AddHours(1).AddTicks(-1)));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.UsageRollups.AsNoTracking()
            .Where(row => row.TenantId == window.Tenant && row.Hour >= from && row.Hour < to)
            .GroupBy(BreakdownGroup.SelectorOf(groups))
            .Select(group => new
            {
                group.Key,
                Sums = new UsageSums
                {
                    Requests = group.Sum(row => row.Requests),
                    InputTokens = group.Sum(
                        row => row.Tokens.InputUncached + row.Tokens.CacheRead + row.Tokens.CacheWrite5m + row.Tokens.CacheWrite1h),
                    CachedTokens = group.Sum(row => row.Tokens.CacheRead),
                    OutputTokens = group.Sum(row => row.Tokens.OutputText + row.Tokens.OutputReasoning),
                    Cost = new NanoUsd(group.Sum(row => row.CostNano)),
                    BaselineCost = new NanoUsd(group.Sum(row => row.BaselineCostNano)),
                    Errors = group.Sum(row => row.Errors),
                },
            })
            .ToListAsync(cancellationToken);

        var byDay = groups is [UsageGroup.Day, ..];
        return
        [
            .. rows
                .OrderBy(row => byDay ? row.Key.Day : 0)
                .ThenByDescending(row => row.Sums.Cost)
                .ThenByDescending(row => row.Sums.Requests)
                .Select(row => new UsageRow(row.Key.Format(groups), row.Sums)),
        ];
    }

    public async Task<ImmutableArray<UsageRecord>> ListRequestsAsync(RequestFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var records = await Filter(context.UsageRequests.AsNoTracking(), filter)
            .OrderByDescending(record => record.Id)
            .Take(filter.Limit)
            .ToListAsync(cancellationToken);
        return [.. records];
    }

    public async Task<UsageRecord?> FindRequestAsync(TenantId tenant, RequestId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.UsageRequests.AsNoTracking()
            .SingleOrDefaultAsync(record => record.TenantId == tenant && record.Id == id, cancellationToken);
    }

    private static IQueryable<UsageRecord> Filter(IQueryable<UsageRecord> rows, RequestFilter filter)
    {
        rows = rows.Where(row => row.TenantId == filter.Tenant);
        if (filter.After is { } after) rows = rows.Where(row => row.Id.CompareTo(after) < 0);
        if (filter.Key is { } key) rows = rows.Where(row => row.KeyId == key);
        if (filter.Member is { } member) rows = rows.Where(row => row.MemberId == member);
        if (filter.Model is { } model) rows = rows.Where(row => row.ModelServed == model);
        if (filter.Errors is { } errors) rows = errors ? rows.Where(row => row.Status >= 400) : rows.Where(row => row.Status < 400);
        if (filter.Status is { } status) rows = rows.Where(row => row.Status == status);
        if (filter.From is { } from) rows = rows.Where(row => row.At >= from);
        if (filter.To is { } to) rows = rows.Where(row => row.At < to);
        return rows;
    }
}
