using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Sums usage and latencies per hour or day, and per group, from the table of sums.</summary>
internal static class Timeline
{
    public static async Task<UsageTimeline> ReadAsync(
        IQueryable<UsageSumRow> rows, UsageWindow window, TimelineStep step, UsageGroup? group, CancellationToken cancellationToken)
    {
        var period = step == TimelineStep.Hour ? SumPeriod.Hour : SumPeriod.Day;
        if (period.Cover(period, window.From, window.To) is not [var range]) return new UsageTimeline([]);
        var found = await rows.Within(range).GroupBy(BreakdownGroup.TimelineSelectorOf(group)).Select(static sums => new
        {
            sums.Key,
            Unanswered = sums.Sum(row => row.ModelServed == "" ? row.Requests : 0),
            Sums = new UsageSums
            {
                Requests = sums.Sum(row => row.Requests),
                InputTokens = sums.Sum(row => row.Tokens.InputUncached + row.Tokens.CacheRead + row.Tokens.CacheWrite5m + row.Tokens.CacheWrite1h),
                CachedTokens = sums.Sum(row => row.Tokens.CacheRead),
                CacheWrite5mTokens = sums.Sum(row => row.Tokens.CacheWrite5m),
                CacheWrite1hTokens = sums.Sum(row => row.Tokens.CacheWrite1h),
                OutputTokens = sums.Sum(row => row.Tokens.OutputText + row.Tokens.OutputReasoning),
                ReasoningTokens = sums.Sum(row => row.Tokens.OutputReasoning),
                Cost = new NanoUsd(sums.Sum(row => row.CostNano)),
                BaselineCost = new NanoUsd(sums.Sum(row => row.BaselineCostNano)),
                Errors = sums.Sum(row => row.Errors),
            },
            Duration = new LatencyHistogram
            {
                Pair0 = sums.Sum(row => row.Duration.Pair0),
                Pair1 = sums.Sum(row => row.Duration.Pair1),
                Pair2 = sums.Sum(row => row.Duration.Pair2),
                Pair3 = sums.Sum(row => row.Duration.Pair3),
                Pair4 = sums.Sum(row => row.Duration.Pair4),
                Pair5 = sums.Sum(row => row.Duration.Pair5),
                Pair6 = sums.Sum(row => row.Duration.Pair6),
                Pair7 = sums.Sum(row => row.Duration.Pair7),
            },
            Ttft = new LatencyHistogram
            {
                Pair0 = sums.Sum(row => row.Ttft.Pair0),
                Pair1 = sums.Sum(row => row.Ttft.Pair1),
                Pair2 = sums.Sum(row => row.Ttft.Pair2),
                Pair3 = sums.Sum(row => row.Ttft.Pair3),
                Pair4 = sums.Sum(row => row.Ttft.Pair4),
                Pair5 = sums.Sum(row => row.Ttft.Pair5),
                Pair6 = sums.Sum(row => row.Ttft.Pair6),
                Pair7 = sums.Sum(row => row.Ttft.Pair7),
            },
        }).ToListAsync(cancellationToken);
        return new UsageTimeline(
        [
            .. found.OrderBy(row => row.Key.Start).Select(row => new TimelineRow(
                DateTimeOffset.UnixEpoch.AddHours(row.Key.Start), group is { } by ? row.Key.Format([by]).Single() : "", row.Sums, row.Unanswered, row.Duration.ToDistribution(), row.Ttft.ToDistribution())),
        ]);
    }
}
