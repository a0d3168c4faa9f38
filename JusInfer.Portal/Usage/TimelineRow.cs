using System.Collections.Immutable;

namespace JusInfer.Portal.Usage;

/// <summary>The length of the buckets of a timeline. All are UTC.</summary>
internal enum TimelineStep
{
    /// <summary>No table of sums has periods this short: single calls are read.</summary>
    FiveMinutes,
    Hour,
    Day,
}

internal static class TimelineSteps
{
    extension(TimelineStep step)
    {
        public TimeSpan Length => step switch
        {
            TimelineStep.FiveMinutes => TimeSpan.FromMinutes(5),
            TimelineStep.Hour => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };

        /// <summary>The start of the bucket that contains a time.</summary>
        public DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % step.Length.Ticks, TimeSpan.Zero);
    }
}

/// <summary>The usage of a team, per bucket and group.</summary>
/// <param name="Rows">The rows, in the order of time.</param>
/// <param name="IsTruncated">The period has older calls that are not summed.</param>
internal sealed record UsageTimeline(ImmutableArray<TimelineRow> Rows, bool IsTruncated = false)
{
    public UsageSums Total => Rows.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums);
}

/// <summary>The usage of one group in one bucket.</summary>
/// <param name="Start">The start of the bucket.</param>
/// <param name="Group">An id with its prefix, or a name, which is empty if the calls had none; empty for all if no group was requested.</param>
/// <param name="Sums">The sums over the calls.</param>
/// <param name="Unanswered">The number of calls that no model answered. They have no cost on the baseline to compare with.</param>
/// <param name="Duration">How long the calls took.</param>
/// <param name="Ttft">The time to the first token, of the calls that had one.</param>
internal sealed record TimelineRow(DateTimeOffset Start, string Group, UsageSums Sums, long Unanswered, LatencyDistribution Duration, LatencyDistribution Ttft);
