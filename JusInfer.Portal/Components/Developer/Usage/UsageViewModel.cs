using System.Collections.Immutable;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The data of the Usage tab, read together.</summary>
internal sealed record UsageViewModel
{
    /// <summary>The name of the row that sums all groups that are not listed.</summary>
    public const string RestName = "All others";

    public required UsageQuery Query { get; init; }

    /// <summary>The usage per bucket, and per group unless callers choose the names of the groups.</summary>
    public required ImmutableArray<TimelineRow> Timeline { get; init; }

    /// <summary>Whether the period, or the one before it, has more calls than are summed.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>The usage by end user, repository, label or run; empty if another group is chosen, or with filters.</summary>
    public required ImmutableArray<UsageRow> Named { get; init; }

    /// <summary>The part of the period that is compared with the period before.</summary>
    public required UsageSums Compared { get; init; }

    /// <summary>The same filters in the period before.</summary>
    public required UsageSums Previous { get; init; }

    /// <summary>The models and providers that answered in the period, to choose from.</summary>
    public required ImmutableArray<string> Models { get; init; }

    public required ImmutableArray<string> Providers { get; init; }

    /// <summary>The most expensive repositories and labels of the period, to choose from.</summary>
    public required ImmutableArray<string> Repositories { get; init; }

    public required ImmutableArray<string> Labels { get; init; }

    public required ImmutableArray<UsageRecord> Requests { get; init; }

    /// <summary>The request after which the next page starts; null if no more can follow.</summary>
    public required RequestId? Next { get; init; }

    /// <summary>The completed tasks of the period; null if the team has no control group and none was reported.</summary>
    public required TaskCompletion? Completion { get; init; }

    /// <summary>How many days the wallet lasts; null if that is not known.</summary>
    public required decimal? RunwayDays { get; init; }

    /// <summary>The names of the team's keys, by key id.</summary>
    public required ImmutableDictionary<string, string> KeyNames { get; init; }

    /// <summary>The addresses of the team's members, by member id.</summary>
    public required ImmutableDictionary<string, string> MemberNames { get; init; }

    public UsageSums Total => Timeline.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums);

    /// <summary>The number of calls that no model answered.</summary>
    public long Unanswered => Timeline.Sum(static row => row.Unanswered);

    public LatencyDistribution Duration => Timeline.Aggregate(LatencyDistribution.Empty, static (sum, row) => sum + row.Duration);

    public LatencyDistribution Ttft => Timeline.Aggregate(LatencyDistribution.Empty, static (sum, row) => sum + row.Ttft);

    public bool IsEmpty => Timeline.IsEmpty && Requests.IsEmpty && !Query.IsFiltered;

    /// <summary>The groups, the most expensive first, without the rest of a limited list.</summary>
    public ImmutableArray<GroupUsage> Groups => Query.IsGroupedByName
        ? [.. Named.Where(static row => !row.IsRest).Select(static row => new GroupUsage(row.Group[0], row.Sums, Duration: null))]
        :
        [
            .. Timeline.GroupBy(static row => row.Group, StringComparer.Ordinal)
                .Select(static rows => new GroupUsage(
                    rows.Key, rows.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums), rows.Aggregate(LatencyDistribution.Empty, static (sum, row) => sum + row.Duration)))
                .OrderByDescending(static group => group.Sums.Cost).ThenByDescending(static group => group.Sums.Requests),
        ];

    /// <summary>The sums of the groups that a limited list leaves out, and of the calls that are in no group.</summary>
    public UsageSums Rest => Query.IsGroupedByName ? Sum(Named.Where(static row => row.IsRest)) : new UsageSums();

    /// <summary>The sums of all groups and of the rest. Groups whose names callers choose can cover more than the period: whole days.</summary>
    public UsageSums GroupsTotal => Query.IsGroupedByName ? Sum(Named) : Total;

    private static UsageSums Sum(IEnumerable<UsageRow> rows) => rows.Aggregate(new UsageSums(), static (sum, row) => sum + row.Sums);

    /// <summary>The name of a key; its id if it is not one of the team's.</summary>
    public string NameOf(string key) => KeyNames.GetValueOrDefault(key, key);

    /// <summary>The name of a group, as it is shown.</summary>
    public string NameOfGroup(string group) => Query.Group switch
    {
        UsageGroup.Key => NameOf(group),
        UsageGroup.Member => MemberNames.GetValueOrDefault(group, group),
        UsageGroup.Model when group.Length == 0 => "no model answered",
        UsageGroup.Provider when group.Length == 0 => "no provider answered",
        UsageGroup.User when group.Length == 0 => "no end user named",
        UsageGroup.Session when group.Length == 0 => "no run named",
        UsageGroup.Repository when group.Length == 0 => "no repository named",
        UsageGroup.Label when group.Length == 0 => "no label named",
        _ => group,
    };
}
