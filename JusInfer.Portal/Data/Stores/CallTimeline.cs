using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Sums usage and latencies per bucket and group from single calls, for buckets and filters that no table of sums has. The caller limits the calls.</summary>
internal static class CallTimeline
{
    public static async Task<ImmutableArray<TimelineRow>> ReadAsync(
        IQueryable<UsageRecord> calls, TimelineStep step, UsageGroup? group, CancellationToken cancellationToken)
    {
        var read = calls.Select(static call => new
        {
            call.Id,
            call.KeyId,
            call.MemberId,
            call.ModelServed,
            call.Provider,
            call.User,
            call.RunId,
            call.Repository,
            call.Label,
            call.Status,
            Input = call.Tokens.InputUncached + call.Tokens.CacheRead + call.Tokens.CacheWrite5m + call.Tokens.CacheWrite1h + call.Tokens.AudioInput,
            call.Tokens.CacheRead,
            call.Tokens.CacheWrite5m,
            call.Tokens.CacheWrite1h,
            call.Tokens.OutputReasoning,
            Output = call.Tokens.OutputText + call.Tokens.OutputReasoning + call.Tokens.AudioOutput,
            call.Cost,
            call.BaselineCost,
            call.DurationMs,
            call.TtftMs,
        });

        // The columns are summed here: an expression for the bucket of an id would differ between the databases.
        var buckets = new Dictionary<(DateTimeOffset Start, string Group), Bucket>();
        await foreach (var call in read.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var name = group switch
            {
                UsageGroup.Key => call.KeyId.ToString(),
                UsageGroup.Model => call.ModelServed,
                UsageGroup.Member => call.MemberId.ToString(),
                UsageGroup.Provider => call.Provider,
                UsageGroup.User => call.User,
                UsageGroup.Session => call.RunId,
                UsageGroup.Repository => call.Repository,
                UsageGroup.Label => call.Label,
                null => null,
                _ => throw new ArgumentOutOfRangeException(nameof(group), group, "A timeline is not grouped by days."),
            };
            var key = (step.Floor(RequestIdRange.TimeOf(call.Id)), name ?? "");
            if (!buckets.TryGetValue(key, out var bucket)) buckets.Add(key, bucket = new Bucket());
            bucket.Requests++;
            bucket.Input += call.Input;
            bucket.Cached += call.CacheRead;
            bucket.CacheWrite5m += call.CacheWrite5m;
            bucket.CacheWrite1h += call.CacheWrite1h;
            bucket.Output += call.Output;
            bucket.Reasoning += call.OutputReasoning;
            bucket.Cost += call.Cost;
            bucket.BaselineCost += call.BaselineCost;
            if (call.Status >= 400) bucket.Errors++;
            if (call.ModelServed is null) bucket.Unanswered++;
            bucket.Duration[LatencyDistribution.BucketOf(call.DurationMs)]++;
            if (call.TtftMs is { } ttft) bucket.Ttft[LatencyDistribution.BucketOf(ttft)]++;
        }

        return [.. buckets.OrderBy(static bucket => bucket.Key.Start).ThenBy(static bucket => bucket.Key.Group, StringComparer.Ordinal).Select(static bucket => bucket.Value.ToRow(bucket.Key.Start, bucket.Key.Group))];
    }

    private sealed class Bucket
    {
        public long Requests { get; set; }

        public long Input { get; set; }

        public long Cached { get; set; }

        public long CacheWrite5m { get; set; }

        public long CacheWrite1h { get; set; }

        public long Output { get; set; }

        public long Reasoning { get; set; }

        public NanoUsd Cost { get; set; }

        public NanoUsd BaselineCost { get; set; }

        public long Errors { get; set; }

        public long Unanswered { get; set; }

        public long[] Duration { get; } = new long[LatencyDistribution.Buckets];

        public long[] Ttft { get; } = new long[LatencyDistribution.Buckets];

        public TimelineRow ToRow(DateTimeOffset start, string group)
        {
            var sums = new UsageSums
            {
                Requests = Requests,
                InputTokens = Input,
                CachedTokens = Cached,
                CacheWrite5mTokens = CacheWrite5m,
                CacheWrite1hTokens = CacheWrite1h,
                OutputTokens = Output,
                ReasoningTokens = Reasoning,
                Cost = Cost,
                BaselineCost = BaselineCost,
                Errors = Errors,
            };
            return new TimelineRow(start, group, sums, Unanswered, new LatencyDistribution([.. Duration]), new LatencyDistribution([.. Ttft]));
        }
    }
}
