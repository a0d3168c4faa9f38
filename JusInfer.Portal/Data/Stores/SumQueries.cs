using System.Collections.Immutable;
using JusInfer.Portal.Data.Model.Rows;

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
    public static IQueryable<TRow> WithinAny<TRow>(this IQueryable<TRow> rows, ImmutableArray<SumRange> ranges)
        where TRow : PeriodSumRow => ranges.Skip(1).Aggregate(rows.Within(ranges[0]), (sum, range) => sum.Concat(rows.Within(range)));
}
