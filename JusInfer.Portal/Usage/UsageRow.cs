using System.Collections.Immutable;

namespace JusInfer.Portal.Usage;

/// <summary>The usage of one group of calls.</summary>
/// <param name="Group">
/// The values of the groups, in the requested order: a day as <c>2026-11-20</c>, an id with its prefix, or a name, which is empty if the
/// calls had none. No values if the row is the rest.
/// </param>
/// <param name="Sums">The sums over the calls of the group.</param>
/// <param name="IsRest">The row sums all groups that are not listed.</param>
internal sealed record UsageRow(ImmutableArray<string> Group, UsageSums Sums, bool IsRest = false)
{
    /// <summary>The start of the period, if time is a group.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>How long the calls took; null if no table of sums has it.</summary>
    public LatencyDistribution? Duration { get; init; }

    /// <summary>The time to the first token, of the calls that had one; null if no table of sums has it.</summary>
    public LatencyDistribution? Ttft { get; init; }

    /// <summary>The sum of some rows. It has latencies only if all rows have them.</summary>
    public static UsageRow Sum(IEnumerable<UsageRow> rows)
    {
        var sum = new UsageRow([], new UsageSums()) { Duration = LatencyDistribution.Empty, Ttft = LatencyDistribution.Empty };
        foreach (var row in rows)
        {
            sum = sum with
            {
                Sums = sum.Sums + row.Sums,
                Duration = sum.Duration is { } duration && row.Duration is { } more ? duration + more : null,
                Ttft = sum.Ttft is { } ttft && row.Ttft is { } others ? ttft + others : null,
            };
        }

        return sum;
    }
}
