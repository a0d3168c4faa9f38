namespace JusInfer.Portal.Usage;

/// <summary>The length of the buckets of a timeline. Both are UTC.</summary>
internal enum TimelineStep
{
    Hour,
    Day,
}

/// <summary>The usage of one group in one hour or day.</summary>
/// <param name="Start">The start of the hour or day.</param>
/// <param name="Group">An id with its prefix, or a name, which is empty if the calls had none; empty for all if no group was requested.</param>
/// <param name="Sums">The sums over the calls.</param>
/// <param name="Duration">How long the calls took.</param>
/// <param name="Ttft">The time to the first token, of the calls that had one.</param>
internal sealed record TimelineRow(DateTimeOffset Start, string Group, UsageSums Sums, LatencyDistribution Duration, LatencyDistribution Ttft);
