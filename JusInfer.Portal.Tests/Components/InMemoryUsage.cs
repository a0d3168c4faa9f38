using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Components;

/// <summary>Usage queries over a list of records.</summary>
internal sealed class InMemoryUsage : IUsageQueries
{
    private static readonly UsageDimension[] Hourly =
        [UsageDimensions.Key, UsageDimensions.Member, UsageDimensions.Model, UsageDimensions.Provider, UsageDimensions.Status];

    private static readonly UsageDimension[] Daily =
        [UsageDimensions.User, UsageDimensions.Session, UsageDimensions.Repository, UsageDimensions.Label];

    private static readonly UsageDimension[] Unnamed = [UsageDimensions.Session, UsageDimensions.Repository, UsageDimensions.Label];

    public List<UsageRecord> Records { get; } = [];

    /// <summary>The filters of all queries for requests, in order.</summary>
    public List<RequestFilter> Filters { get; } = [];

    /// <summary>If set, the answer to every query for requests.</summary>
    public RequestPage? Answer { get; set; }

    /// <summary>The queries of all sums, in order.</summary>
    public List<UsageSumQuery> Queries { get; } = [];

    /// <summary>As in the store: the dimensions that no caller chooses have sums per hour, one that callers choose has sums per day.</summary>
    public bool HasSums(UsageSumQuery query)
    {
        var dimensions = query.GroupsOfCalls.Union(query.Selection.Values.Select(static chosen => chosen.Dimension)).ToList();
        if (query.Step == TimelineStep.FiveMinutes) return false;
        return dimensions.TrueForAll(static dimension => Hourly.Contains(dimension))
            || (dimensions is [var only] && Daily.Contains(only) && query.Step != TimelineStep.Hour && Extended(query.Window, TimelineStep.Day) == query.Window);
    }

    public UsageWindow WindowOf(UsageSumQuery query) => query.IsExtended ? Extended(query.Window, TimelineStep.Hour) : query.Window;

    public Task<ImmutableArray<UsageRow>> ReadAsync(UsageSumQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        var window = WindowOf(query);
        var rows = Records
            .Where(record => record.TeamId == window.Team && record.At >= window.From && record.At < window.To && query.Selection.Includes(record))
            .GroupBy(record => (
                Start: query.Step is null ? default : query.Calendar.Floor(record.At),
                Group: string.Join('\n', query.GroupsOfCalls.Select(group => group.Format(group.Value(record))))))
            .Where(group => query.Only is not { } only || only.Any(row => string.Join('\n', row.Group) == group.Key.Group))
            .Select(calls => (IsRest: calls.Key.Group.Length == 0 && query.GroupsOfCalls is [var group] && Unnamed.Contains(group), Calls: calls))
            .Select(row => new UsageRow(
                row.IsRest ? [] : [.. query.Groups.Select(group => group.Step is null ? group.Format(group.Value(row.Calls.First())) : query.Calendar.LabelOf(row.Calls.Key.Start))],
                row.Calls.Select(UsageSums.From).Aggregate((left, right) => left + right), row.IsRest)
            {
                Start = row.Calls.Key.Start,
                Duration = LatencyDistribution.Of(row.Calls.Select(static record => record.DurationMs)),
                Ttft = LatencyDistribution.Of(row.Calls.Select(static record => record.TtftMs).OfType<int>()),
            })
            .OrderBy(static row => row.IsRest).ThenBy(row => query.Groups is [{ Step: not null }, ..] ? row.Start : default).ThenByDescending(static row => row.Sums.Cost);
        return Task.FromResult(rows.ToImmutableArray());
    }

    public Task<ImmutableArray<KeyCost>> ReadKeyCostsAsync(
        UsageWindow window, TimelineStep step, CancellationToken cancellationToken) => Task.FromResult(Records
        .Where(record => record.TeamId == window.Team && record.At >= window.From && record.At < window.To)
        .GroupBy(record => (Start: step.Floor(record.At), record.KeyId))
        .OrderBy(static calls => calls.Key.Start)
        .Select(static calls => new KeyCost(
            calls.Key.Start, calls.Key.KeyId, calls.Count(), calls.Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost)))
        .ToImmutableArray());

    public Task<CostedCalls> ReadCostsAsync(CostedCallFilter filter, CancellationToken cancellationToken)
    {
        var newest = Records.Where(record => record.TeamId == filter.Team && record.At >= filter.From).OrderByDescending(record => record.Id).ToArray();
        var found = newest.Take(filter.MaxScannedRows)
            .Where(record => (filter.Key is null || record.KeyId == filter.Key) && (filter.Member is null || record.MemberId == filter.Member))
            .Where(record => filter.Model is null || record.ModelServed == filter.Model)
            .Select(record => new CostedCall(record.At, record.Cost, record.KeyId, record.MemberId, record.User, record.RootRunId));
        return Task.FromResult(new CostedCalls([.. found], newest.Length > filter.MaxScannedRows));
    }

    public Task<RequestPage> ListRequestsAsync(RequestFilter filter, CancellationToken cancellationToken)
    {
        Filters.Add(filter);
        if (Answer is { } answer) return Task.FromResult(answer);
        var found = Records
            .Where(record => record.TeamId == filter.Team && filter.Selection.Includes(record))
            .Where(record => (filter.From is null || record.At >= filter.From) && (filter.To is null || record.At < filter.To))
            .OrderByDescending(record => record.Id)
            .Take(filter.Limit + 1)
            .ToImmutableArray();
        return Task.FromResult(found.Length > filter.Limit
            ? new RequestPage([.. found.Take(filter.Limit)], found[filter.Limit - 1].Id, ScannedTo: null)
            : new RequestPage(found, Next: null, ScannedTo: null));
    }

    public Task<SettledPage> ListSettledAsync(RequestFilter filter, SettledPosition after, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No component lists calls by settlement.");

    public Task<UsageRecord?> FindRequestAsync(TeamId team, RequestId id, CancellationToken cancellationToken) =>
        Task.FromResult(Records.SingleOrDefault(record => record.TeamId == team && record.Id == id));

    /// <summary>The whole hours or days of a window, which tables of sums have.</summary>
    private static UsageWindow Extended(UsageWindow window, TimelineStep step)
    {
        var last = step.Floor(window.To);
        return window with { From = step.Floor(window.From), To = last == window.To ? last : last + step.Length };
    }
}
