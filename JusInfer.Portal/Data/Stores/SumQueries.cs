using System.Collections.Immutable;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Queries that tables of sums have in common.</summary>
internal static class SumQueries
{
    public static IQueryable<TRow> Within<TRow>(this IQueryable<TRow> rows, SumRange range)
        where TRow : PeriodSumRow
    {
        var (period, from, to) = ((int)range.Period, range.From, range.To);
        return rows.Where(row => row.Period == period && row.Start >= from && row.Start < to);
    }

    /// <summary>Sums the rows of the ranges per combination of the groups.</summary>
    public static async Task<Dictionary<BreakdownGroup, UsageSums>> SumAsync<TRow>(
        this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        var sums = new Dictionary<BreakdownGroup, UsageSums>();
        foreach (var range in ranges)
        {
            var found = rows.Within(range)
                .GroupBy(BreakdownGroup.SelectorOf<TRow>(groups))
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
                });
            await foreach (var group in found.AsAsyncEnumerable().WithCancellation(cancellationToken))
                sums[group.Key] = sums.TryGetValue(group.Key, out var sum) ? sum + group.Sums : group.Sums;
        }

        return sums;
    }
}
