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

    /// <param name="rows">The rows.</param>
    /// <param name="ranges">At least one range.</param>
    private static IQueryable<TRow> WithinAny<TRow>(this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges)
        where TRow : PeriodSumRow => ranges.Skip(1).Aggregate(rows.Within(ranges[0]), (sum, range) => sum.Concat(rows.Within(range)));

    /// <summary>Sums the rows of the ranges per combination of the groups.</summary>
    public static async Task<Dictionary<BreakdownGroup, UsageSums>> SumAsync<TRow>(
        this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        var sums = new Dictionary<BreakdownGroup, UsageSums>();
        foreach (var range in ranges)
        {
            var found = Summed(rows.Within(range).GroupBy(BreakdownGroup.SelectorOf<TRow>(groups)));
            await foreach (var group in found.AsAsyncEnumerable().WithCancellation(cancellationToken))
                sums[group.Key] = sums.TryGetValue(group.Key, out var sum) ? sum + group.Sums : group.Sums;
        }

        return sums;
    }

    /// <summary>Sums all rows of the ranges, with one query.</summary>
    public static async Task<UsageSums> TotalAsync<TRow>(
        this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        if (ranges.IsEmpty) return new UsageSums();
        var sum = await Summed(rows.WithinAny(ranges).GroupBy(BreakdownGroup.SelectorOf<TRow>([]))).SingleOrDefaultAsync(cancellationToken);
        return sum?.Sums ?? new UsageSums();
    }

    /// <summary>
    /// Sums the rows of the ranges per combination of the groups, and returns the most expensive groups. The database sorts and limits them, because
    /// callers choose the names of end users and there can be any number.
    /// </summary>
    public static async Task<Dictionary<BreakdownGroup, UsageSums>> TopAsync<TRow>(
        this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges, ImmutableArray<UsageGroup> groups, int limit, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        var byCost = rows.WithinAny(ranges).GroupBy(BreakdownGroup.SelectorOf<TRow>(groups))
            .OrderByDescending(group => group.Sum(row => row.CostNano)).ThenByDescending(group => group.Sum(row => row.Requests)).Take(limit);
        return await Summed(byCost).ToDictionaryAsync(group => group.Key, group => group.Sums, cancellationToken);
    }

    /// <summary>Sums single calls per combination of the groups without the day, and returns the most expensive groups.</summary>
    public static Task<Dictionary<BreakdownGroup, UsageSums>> TopAsync(
        this IQueryable<UsageRecord> calls, ImmutableArray<UsageGroup> groups, int limit, CancellationToken cancellationToken)
    {
        // The cast makes a sum of the stored number of a converted value.
        var byCost = calls.GroupBy(BreakdownGroup.CallSelectorOf(groups))
            .OrderByDescending(group => group.Sum(call => (long)(object)call.Cost)).ThenByDescending(group => group.LongCount()).Take(limit);
        var summed = byCost.Select(group => new GroupSums
        {
            Key = group.Key,
            Sums = new UsageSums
            {
                Requests = group.LongCount(),
                InputTokens = group.Sum(
                    call => call.Tokens.InputUncached + call.Tokens.CacheRead + call.Tokens.CacheWrite5m + call.Tokens.CacheWrite1h + call.Tokens.AudioInput),
                CachedTokens = group.Sum(call => call.Tokens.CacheRead),
                CacheWrite5mTokens = group.Sum(call => call.Tokens.CacheWrite5m),
                CacheWrite1hTokens = group.Sum(call => call.Tokens.CacheWrite1h),
                OutputTokens = group.Sum(call => call.Tokens.OutputText + call.Tokens.OutputReasoning + call.Tokens.AudioOutput),
                ReasoningTokens = group.Sum(call => call.Tokens.OutputReasoning),
                Cost = new NanoUsd(group.Sum(call => (long)(object)call.Cost)),
                BaselineCost = new NanoUsd(group.Sum(call => (long)(object)call.BaselineCost)),
                Errors = group.Sum(call => call.Status >= 400 ? 1L : 0L),
            },
        });
        return summed.ToDictionaryAsync(group => group.Key, group => group.Sums, cancellationToken);
    }

    private static IQueryable<GroupSums> Summed<TRow>(IQueryable<IGrouping<BreakdownGroup, TRow>> groups)
        where TRow : PeriodSumRow => groups.Select(group => new GroupSums
        {
            Key = group.Key,
            Sums = new UsageSums
            {
                Requests = group.Sum(row => row.Requests),
                InputTokens = group.Sum(
                    row => row.Tokens.InputUncached + row.Tokens.CacheRead + row.Tokens.CacheWrite5m + row.Tokens.CacheWrite1h),
                CachedTokens = group.Sum(row => row.Tokens.CacheRead),
                CacheWrite5mTokens = group.Sum(row => row.Tokens.CacheWrite5m),
                CacheWrite1hTokens = group.Sum(row => row.Tokens.CacheWrite1h),
                OutputTokens = group.Sum(row => row.Tokens.OutputText + row.Tokens.OutputReasoning),
                ReasoningTokens = group.Sum(row => row.Tokens.OutputReasoning),
                Cost = new NanoUsd(group.Sum(row => row.CostNano)),
                BaselineCost = new NanoUsd(group.Sum(row => row.BaselineCostNano)),
                Errors = group.Sum(row => row.Errors),
            },
        });

    private sealed class GroupSums
    {
        public required BreakdownGroup Key { get; init; }

        public required UsageSums Sums { get; init; }
    }
}
