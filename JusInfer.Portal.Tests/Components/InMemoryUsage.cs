using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Components;

/// <summary>Usage queries over a list of records.</summary>
internal sealed class InMemoryUsage : IUsageQueries
{
    public List<UsageRecord> Records { get; } = [];

    /// <summary>The filters of all queries for requests, in order.</summary>
    public List<RequestFilter> Filters { get; } = [];

    /// <summary>If set, the answer to every query for requests.</summary>
    public RequestPage? Answer { get; set; }

    /// <summary>Whether timelines have older calls that are not summed.</summary>
    public bool IsTruncated { get; set; }

    public Task<ImmutableArray<UsageRow>> BreakDownAsync(UsageWindow window, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken)
    {
        var (from, to) = groups is [UsageGroup.User or UsageGroup.Session or UsageGroup.Repository or UsageGroup.Label] ? Extended(window, TimelineStep.Day) : Extended(window, TimelineStep.Hour);
        var rows = Records
            .Where(record => record.TeamId == window.Team && record.At >= from && record.At < to)
            .GroupBy(record => groups.IsEmpty ? null : GroupOf(record, groups.Single()))
            .Select(group => (Name: group.Key, IsRest: group.Key == "" && groups is [UsageGroup.Repository or UsageGroup.Label], Sums: group.Select(SumsOf).Aggregate((left, right) => left + right)))
            .OrderBy(row => row.IsRest).ThenByDescending(row => row.Sums.Cost)
            .Select(row => new UsageRow(row.Name is null || row.IsRest ? [] : [row.Name], row.Sums, row.IsRest));
        return Task.FromResult(rows.ToImmutableArray());
    }

    public Task<ImmutableArray<UsageRow>> BreakDownAsync(
        UsageWindow window, ImmutableArray<UsageGroup> groups, UsageSumFilter filter, CancellationToken cancellationToken) =>
        filter == default ? BreakDownAsync(window, groups, cancellationToken) : throw new NotSupportedException();

    public Task<UsageSums> SumAsync(UsageWindow window, UsageSumFilter filter, CancellationToken cancellationToken) => Task.FromResult(Records
        .Where(record => record.TeamId == window.Team && record.At >= Extended(window, TimelineStep.Hour).From && record.At < Extended(window, TimelineStep.Hour).To)
        .Where(record => (filter.Key is null || record.KeyId == filter.Key) && (filter.Member is null || record.MemberId == filter.Member))
        .Where(record => (filter.Model is null || record.ModelServed == filter.Model) && (filter.User is null || record.User == filter.User))
        .Where(record => (filter.Provider is null || record.Provider == filter.Provider) && (filter.Errors is null || record.IsError == filter.Errors))
        .Select(SumsOf)
        .Aggregate(new UsageSums(), (left, right) => left + right));

    public Task<UsageTimeline> ReadTimelineAsync(
        UsageWindow window, TimelineStep step, UsageGroup? group, UsageSumFilter filter, CancellationToken cancellationToken)
    {
        var rows = Records
            .Where(record => record.TeamId == window.Team && record.At >= window.From && record.At < window.To)
            .Where(record => (filter.Key is null || record.KeyId == filter.Key) && (filter.Member is null || record.MemberId == filter.Member))
            .Where(record => (filter.Model is null || record.ModelServed == filter.Model) && (filter.Provider is null || record.Provider == filter.Provider))
            .Where(record => filter.Errors is null || record.IsError == filter.Errors)
            .Where(record => (filter.Repository is null || record.Repository == filter.Repository) && (filter.Label is null || record.Label == filter.Label))
            .GroupBy(record => (Start: step.Floor(record.At), Group: group is { } by ? GroupOf(record, by) : ""))
            .OrderBy(static row => row.Key.Start)
            .Select(static row => new TimelineRow(
                row.Key.Start, row.Key.Group, row.Select(SumsOf).Aggregate((left, right) => left + right), row.Count(static record => record.ModelServed is null), Latencies(row.Select(static record => record.DurationMs)),
                Latencies(row.Select(static record => record.TtftMs).OfType<int>())));
        return Task.FromResult(new UsageTimeline([.. rows], IsTruncated));

        static LatencyDistribution Latencies(IEnumerable<int> milliseconds)
        {
            var buckets = milliseconds.Select(LatencyDistribution.BucketOf).ToArray();
            return new LatencyDistribution([.. Enumerable.Range(0, LatencyDistribution.Buckets).Select(bucket => buckets.LongCount(it => it == bucket))]);
        }
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
            .Where(record => record.TeamId == filter.Team && (filter.Errors is null || record.IsError == filter.Errors) && (filter.Key is null || record.KeyId == filter.Key))
            .Where(record => (filter.Model is null || record.ModelServed == filter.Model) && (filter.Provider is null || record.Provider == filter.Provider))
            .Where(record => (filter.Repository is null || record.Repository == filter.Repository) && (filter.Label is null || record.Label == filter.Label))
            .Where(record => (filter.Member is null || record.MemberId == filter.Member) && (filter.From is null || record.At >= filter.From))
            .OrderByDescending(record => record.Id)
            .Take(filter.Limit + 1)
            .ToImmutableArray();
        return Task.FromResult(found.Length > filter.Limit
            ? new RequestPage([.. found.Take(filter.Limit)], found[filter.Limit - 1].Id, ScannedTo: null)
            : new RequestPage(found, Next: null, ScannedTo: null));
    }

    public Task<UsageRecord?> FindRequestAsync(TeamId team, RequestId id, CancellationToken cancellationToken) =>
        Task.FromResult(Records.SingleOrDefault(record => record.TeamId == team && record.Id == id));

    /// <summary>The whole hours or days of a window, which tables of sums have.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) Extended(UsageWindow window, TimelineStep step)
    {
        var last = step.Floor(window.To);
        return (step.Floor(window.From), last == window.To ? last : last + step.Length);
    }

    private static string GroupOf(UsageRecord record, UsageGroup group) => group switch
    {
        UsageGroup.Day => record.At.ToString("yyyy-MM-dd"),
        UsageGroup.Key => record.KeyId.ToString(),
        UsageGroup.Model => record.ModelServed ?? "",
        UsageGroup.Member => record.MemberId.ToString(),
        UsageGroup.Provider => record.Provider ?? "",
        UsageGroup.User => record.User ?? "",
        UsageGroup.Session => record.RunId ?? "",
        UsageGroup.Repository => record.Repository ?? "",
        UsageGroup.Label => record.Label ?? "",
        _ => throw new NotSupportedException(),
    };

    private static UsageSums SumsOf(UsageRecord record) => new()
    {
        Requests = 1,
        InputTokens = record.Tokens.Input,
        CachedTokens = record.Tokens.CacheRead,
        CacheWrite5mTokens = record.Tokens.CacheWrite5m,
        CacheWrite1hTokens = record.Tokens.CacheWrite1h,
        OutputTokens = record.Tokens.Output,
        ReasoningTokens = record.Tokens.OutputReasoning,
        Cost = record.Cost,
        BaselineCost = record.BaselineCost,
        Errors = record.IsError ? 1 : 0,
    };
}
