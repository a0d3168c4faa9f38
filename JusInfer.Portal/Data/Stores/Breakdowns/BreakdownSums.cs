using System.Linq.Expressions;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>One row of a breakdown, as it is read.</summary>
internal sealed class BreakdownSums
{
    /// <summary>One call in the second bucket of a pair of a <see cref="LatencyHistogram"/>.</summary>
    private const long Upper = 1L << 32;

    public required BreakdownKey Key { get; init; }

    public required UsageSums Sums { get; init; }

    public LatencyHistogram Duration { get; init; }

    public LatencyHistogram Ttft { get; init; }

    /// <summary>Sums rows of a table of sums, without latencies.</summary>
    public static Expression<Func<IGrouping<BreakdownKey, TRow>, BreakdownSums>> OfRows<TRow>()
        where TRow : SummedRow => static group => new BreakdownSums
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
        };

    public static readonly Expression<Func<IGrouping<BreakdownKey, UsageSumRow>, BreakdownSums>> WithLatencies = WithLatenciesOf();

    /// <summary>Sums single calls. A cast makes a sum of the stored number of a converted value.</summary>
    public static readonly Expression<Func<IGrouping<BreakdownKey, UsageRecord>, BreakdownSums>> OfCalls = static group => new BreakdownSums
    {
        Key = group.Key,
        Sums = new UsageSums
        {
            Requests = group.LongCount(),
            InputTokens = group.Sum(call =>
                call.Tokens.InputUncached + call.Tokens.CacheRead + call.Tokens.CacheWrite5m + call.Tokens.CacheWrite1h
                + call.Tokens.AudioInput),
            CachedTokens = group.Sum(call => call.Tokens.CacheRead),
            CacheWrite5mTokens = group.Sum(call => call.Tokens.CacheWrite5m),
            CacheWrite1hTokens = group.Sum(call => call.Tokens.CacheWrite1h),
            OutputTokens = group.Sum(call => call.Tokens.OutputText + call.Tokens.OutputReasoning + call.Tokens.AudioOutput),
            ReasoningTokens = group.Sum(call => call.Tokens.OutputReasoning),
            Cost = new NanoUsd(group.Sum(call => (long)(object)call.Cost)),
            BaselineCost = new NanoUsd(group.Sum(call => (long)(object)call.BaselineCost)),
            Errors = group.Sum(call => call.Status >= 400 ? 1L : 0L),
        },
        Duration = new LatencyHistogram
        {
            Pair0 = group.Sum(call => call.DurationMs >= 64 ? 0L : call.DurationMs >= 32 ? Upper : 1L),
            Pair1 = group.Sum(call => call.DurationMs < 64 || call.DurationMs >= 256 ? 0L : call.DurationMs >= 128 ? Upper : 1L),
            Pair2 = group.Sum(call => call.DurationMs < 256 || call.DurationMs >= 1_024 ? 0L : call.DurationMs >= 512 ? Upper : 1L),
            Pair3 = group.Sum(call => call.DurationMs < 1_024 || call.DurationMs >= 4_096 ? 0L : call.DurationMs >= 2_048 ? Upper : 1L),
            Pair4 = group.Sum(call => call.DurationMs < 4_096 || call.DurationMs >= 16_384 ? 0L : call.DurationMs >= 8_192 ? Upper : 1L),
            Pair5 = group.Sum(call => call.DurationMs < 16_384 || call.DurationMs >= 65_536 ? 0L : call.DurationMs >= 32_768 ? Upper : 1L),
            Pair6 = group.Sum(call =>
                call.DurationMs < 65_536 || call.DurationMs >= 262_144 ? 0L : call.DurationMs >= 131_072 ? Upper : 1L),
            Pair7 = group.Sum(call => call.DurationMs < 262_144 ? 0L : call.DurationMs >= 524_288 ? Upper : 1L),
        },
        Ttft = new LatencyHistogram
        {
            Pair0 = group.Sum(call => call.TtftMs >= 32 && call.TtftMs < 64 ? Upper : call.TtftMs < 32 ? 1L : 0L),
            Pair1 = group.Sum(call => call.TtftMs >= 128 && call.TtftMs < 256 ? Upper : call.TtftMs >= 64 && call.TtftMs < 128 ? 1L : 0L),
            Pair2 = group.Sum(call =>
                call.TtftMs >= 512 && call.TtftMs < 1_024 ? Upper : call.TtftMs >= 256 && call.TtftMs < 512 ? 1L : 0L),
            Pair3 = group.Sum(call =>
                call.TtftMs >= 2_048 && call.TtftMs < 4_096 ? Upper : call.TtftMs >= 1_024 && call.TtftMs < 2_048 ? 1L : 0L),
            Pair4 = group.Sum(call =>
                call.TtftMs >= 8_192 && call.TtftMs < 16_384 ? Upper : call.TtftMs >= 4_096 && call.TtftMs < 8_192 ? 1L : 0L),
            Pair5 = group.Sum(call =>
                call.TtftMs >= 32_768 && call.TtftMs < 65_536 ? Upper : call.TtftMs >= 16_384 && call.TtftMs < 32_768 ? 1L : 0L),
            Pair6 = group.Sum(call =>
                call.TtftMs >= 131_072 && call.TtftMs < 262_144 ? Upper : call.TtftMs >= 65_536 && call.TtftMs < 131_072 ? 1L : 0L),
            Pair7 = group.Sum(call => call.TtftMs >= 524_288 ? Upper : call.TtftMs >= 262_144 ? 1L : 0L),
        },
    };

    /// <summary>Adds the latencies to <see cref="OfRows"/>.</summary>
    private static Expression<Func<IGrouping<BreakdownKey, UsageSumRow>, BreakdownSums>> WithLatenciesOf()
    {
        var rows = OfRows<UsageSumRow>();
        var sums = (MemberInitExpression)rows.Body;
        var group = rows.Parameters[0];
        return Expression.Lambda<Func<IGrouping<BreakdownKey, UsageSumRow>, BreakdownSums>>(
            sums.Update(sums.NewExpression, [.. sums.Bindings, Histogram(nameof(Duration)), Histogram(nameof(Ttft))]), group);

        MemberAssignment Histogram(string name)
        {
            var row = Expression.Parameter(typeof(UsageSumRow), "row");
            var pairs = typeof(LatencyHistogram).GetProperties().Select(pair => Expression.Bind(pair, Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Sum), [typeof(UsageSumRow)], group,
                Expression.Lambda<Func<UsageSumRow, long>>(Expression.Property(Expression.Property(row, name), pair), row))));
            return Expression.Bind(
                typeof(BreakdownSums).GetProperty(name)!, Expression.MemberInit(Expression.New(typeof(LatencyHistogram)), pairs));
        }
    }
}
