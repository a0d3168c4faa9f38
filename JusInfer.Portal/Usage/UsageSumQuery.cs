using System.Collections.Immutable;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Usage;

/// <summary>What to sum.</summary>
internal sealed record UsageSumQuery
{
    public required UsageWindow Window { get; init; }

    /// <summary>The groups, of which at most one is time.</summary>
    public ImmutableArray<UsageDimension> Groups { get; init; } = [];

    public UsageSelection Selection { get; init; } = UsageSelection.All;

    /// <summary>Whether the range is extended to the whole UTC hours or days that tables of sums have. Otherwise it is exact.</summary>
    public bool IsExtended { get; init; }

    /// <summary>
    /// Whether single calls are read although a table of sums has the query, so that it agrees with others of the same report.
    /// </summary>
    public bool IsFromCalls { get; init; }

    /// <summary>Whether the latencies of few calls are read one by one, so that their quantiles are exact.</summary>
    public bool HasExactLatencies { get; init; }

    /// <summary>Whether the calls of no listed group are summed too; unnecessary for a reader who reads the total.</summary>
    public bool HasRest { get; init; } = true;

    /// <summary>The maximum number of groups, where callers choose them, they are combined, or each is an hour or less.</summary>
    public int MaxGroups { get; init; } = IUsageQueries.MaxGroups;

    /// <summary>Only these groups, without time; null for the most expensive ones.</summary>
    public ImmutableArray<UsageRow>? Only { get; init; }

    public TimelineStep? Step => Groups.FirstOrDefault(static group => group.Step is not null)?.Step;

    /// <summary>The periods by which the query groups.</summary>
    public UsageCalendar Calendar => new(Step ?? TimelineStep.Hour);

    /// <summary>The groups without time.</summary>
    public ImmutableArray<UsageDimension> GroupsOfCalls => [.. Groups.Where(static group => group.Step is null)];
}

internal static class UsageSumQueries
{
    extension(IUsageQueries usage)
    {
        /// <summary>Sums usage of a range that is extended to whole hours or days, per combination of the groups.</summary>
        public Task<ImmutableArray<UsageRow>> BreakDownAsync(
            UsageWindow window, ImmutableArray<UsageDimension> groups, UsageSelection selection, CancellationToken cancellationToken) =>
            usage.ReadAsync(
                new UsageSumQuery { Window = window, Groups = groups, Selection = selection, IsExtended = true }, cancellationToken);

        public Task<ImmutableArray<UsageRow>> BreakDownAsync(
            UsageWindow window, ImmutableArray<UsageDimension> groups, CancellationToken cancellationToken) =>
            usage.BreakDownAsync(window, groups, UsageSelection.All, cancellationToken);

        /// <summary>Sums calls of a range that is extended to whole hours or, for one end user, repository or label, days.</summary>
        public async Task<UsageSums> SumAsync(UsageWindow window, UsageSelection selection, CancellationToken cancellationToken) =>
            UsageRow.Sum(await usage.BreakDownAsync(window, [], selection, cancellationToken)).Sums;
    }
}
