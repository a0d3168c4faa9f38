using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Usage;

/// <summary>What a breakdown groups by. The API names are <c>day, key, model, member, user, session, provider, repository, label</c>.</summary>
internal enum UsageGroup
{
    Day,
    Key,
    Model,
    Member,
    User,
    Session,
    Provider,
    Repository,
    Label,
}

/// <summary>The usage of one team in a time range. The range is extended to whole hours.</summary>
/// <param name="Team">The team.</param>
/// <param name="From">The start, inclusive.</param>
/// <param name="To">The end, exclusive.</param>
internal sealed record UsageWindow(TeamId Team, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The current calendar month in UTC.</summary>
    public static UsageWindow MonthOf(TeamId team, DateTimeOffset now)
    {
        var start = UtcMonth.Of(now);
        return new UsageWindow(team, start, start.AddMonths(1));
    }
}

/// <summary>Sums over a group of calls.</summary>
internal sealed record UsageSums
{
    public long Requests { get; init; }

    public long InputTokens { get; init; }

    /// <summary>The input tokens that were read from a provider's cache; they are included in <see cref="InputTokens"/>.</summary>
    public long CachedTokens { get; init; }

    /// <summary>The input tokens that were written to a provider's cache for five minutes; they are included in <see cref="InputTokens"/>.</summary>
    public long CacheWrite5mTokens { get; init; }

    /// <summary>The input tokens that were written to a provider's cache for an hour; they are included in <see cref="InputTokens"/>.</summary>
    public long CacheWrite1hTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>The output tokens that the model used for reasoning; they are included in <see cref="OutputTokens"/>.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>The input tokens that were neither read from a provider's cache nor written to it.</summary>
    public long UncachedTokens => InputTokens - CachedTokens - CacheWrite5mTokens - CacheWrite1hTokens;

    public NanoUsd Cost { get; init; }

    public NanoUsd BaselineCost { get; init; }

    public long Errors { get; init; }

    public static UsageSums From(UsageRecord call) => new()
    {
        Requests = 1,
        InputTokens = call.Tokens.Input,
        CachedTokens = call.Tokens.CacheRead,
        CacheWrite5mTokens = call.Tokens.CacheWrite5m,
        CacheWrite1hTokens = call.Tokens.CacheWrite1h,
        OutputTokens = call.Tokens.Output,
        ReasoningTokens = call.Tokens.OutputReasoning,
        Cost = call.Cost,
        BaselineCost = call.BaselineCost,
        Errors = call.IsError ? 1 : 0,
    };

    public static UsageSums operator +(UsageSums left, UsageSums right) => new()
    {
        Requests = left.Requests + right.Requests,
        InputTokens = left.InputTokens + right.InputTokens,
        CachedTokens = left.CachedTokens + right.CachedTokens,
        CacheWrite5mTokens = left.CacheWrite5mTokens + right.CacheWrite5mTokens,
        CacheWrite1hTokens = left.CacheWrite1hTokens + right.CacheWrite1hTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
        Cost = left.Cost + right.Cost,
        BaselineCost = left.BaselineCost + right.BaselineCost,
        Errors = left.Errors + right.Errors,
    };

    /// <summary>The difference, at least 0 in each field.</summary>
    public static UsageSums operator -(UsageSums left, UsageSums right) => new()
    {
        Requests = Math.Max(0, left.Requests - right.Requests),
        InputTokens = Math.Max(0, left.InputTokens - right.InputTokens),
        CachedTokens = Math.Max(0, left.CachedTokens - right.CachedTokens),
        CacheWrite5mTokens = Math.Max(0, left.CacheWrite5mTokens - right.CacheWrite5mTokens),
        CacheWrite1hTokens = Math.Max(0, left.CacheWrite1hTokens - right.CacheWrite1hTokens),
        OutputTokens = Math.Max(0, left.OutputTokens - right.OutputTokens),
        ReasoningTokens = Math.Max(0, left.ReasoningTokens - right.ReasoningTokens),
        Cost = new NanoUsd(Math.Max(0, left.Cost.Value - right.Cost.Value)),
        BaselineCost = new NanoUsd(Math.Max(0, left.BaselineCost.Value - right.BaselineCost.Value)),
        Errors = Math.Max(0, left.Errors - right.Errors),
    };
}

/// <summary>One row of a breakdown.</summary>
/// <param name="Group">
/// The values of the groups, in the requested order: a day as <c>2026-11-20</c>, an id with its prefix, or a name, which is empty if the
/// calls had none. No values if the row is the rest.
/// </param>
/// <param name="Sums">The sums over the calls of the group.</param>
/// <param name="IsRest">The row sums all groups that are not listed.</param>
internal sealed record UsageRow(ImmutableArray<string> Group, UsageSums Sums, bool IsRest = false);

/// <summary>Selects the calls of a sum. A filter that is null matches every call.</summary>
internal readonly record struct UsageSumFilter
{
    public KeyId? Key { get; init; }

    public MemberId? Member { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The provider that answered.</summary>
    public string? Provider { get; init; }

    /// <summary>True for statuses from 400, false for those below.</summary>
    public bool? Errors { get; init; }

    /// <summary>The end user. It cannot be combined with the other filters in a sum, because no table of sums has both.</summary>
    public string? User { get; init; }

    /// <summary>The repository that the client named. No table of sums has it together with another filter or group: single calls are read.</summary>
    public string? Repository { get; init; }

    /// <summary>The label that the client named; as <see cref="Repository"/>.</summary>
    public string? Label { get; init; }

    public bool HasLabel => Repository is not null || Label is not null;
}

/// <summary>Selects the calls whose costs are read. A filter that is null matches every call.</summary>
internal sealed record CostedCallFilter
{
    public required TeamId Team { get; init; }

    /// <summary>Inclusive. The time of a call is the one in its id, in milliseconds.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Only this many of the newest calls of the team are compared with the filters.</summary>
    public required int MaxScannedRows { get; init; }

    public KeyId? Key { get; init; }

    public MemberId? Member { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }
}

/// <summary>What a call cost, and which budgets it can count against.</summary>
internal readonly record struct CostedCall(DateTimeOffset At, NanoUsd Cost, KeyId Key, MemberId Member, string? User, string? Run);

/// <summary>The costs of calls.</summary>
/// <param name="Calls">The calls, newest first.</param>
/// <param name="IsTruncated">There are older calls that were not compared with the filters.</param>
internal sealed record CostedCalls(IReadOnlyList<CostedCall> Calls, bool IsTruncated);

/// <summary>How a call was answered although an attempt failed.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<CallRecovery>))]
internal enum CallRecovery
{
    /// <summary>Several requests were sent to providers.</summary>
    Retried,

    /// <summary>The stream was interrupted and resumed.</summary>
    Resumed,
}

/// <summary>Selects a page of usage records, newest first. A filter that is null matches every record.</summary>
internal sealed record RequestFilter
{
    public required TeamId Team { get; init; }

    /// <summary>Of which calls the reader may see what providers said about them.</summary>
    public ProviderErrorAccess ProviderErrors { get; init; }

    /// <summary>The last record of the previous page.</summary>
    public RequestId? After { get; init; }

    public int Limit { get; init; } = 50;

    public KeyId? Key { get; init; }

    public MemberId? Member { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The provider that answered.</summary>
    public string? Provider { get; init; }

    /// <summary>True for statuses from 400, false for those below.</summary>
    public bool? Errors { get; init; }

    public int? Status { get; init; }

    /// <summary>The end user that the client named.</summary>
    public string? User { get; init; }

    /// <summary>The agent run that the client named.</summary>
    public string? RunId { get; init; }

    /// <summary>The repository that the client named.</summary>
    public string? Repository { get; init; }

    /// <summary>The label that the client named.</summary>
    public string? Label { get; init; }

    public CallRecovery? Recovery { get; init; }

    /// <summary>Only calls with this error code, of the gateway or of a provider.</summary>
    public string? Code { get; init; }

    /// <summary>Only calls that cost more than this.</summary>
    public NanoUsd? CostAbove { get; init; }

    /// <summary>Only calls that took longer than this, in milliseconds.</summary>
    public int? LatencyAboveMs { get; init; }

    public CallSearch? Search { get; init; }

    /// <summary>Inclusive. The time of a call is the one in its id, in milliseconds.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A page of usage records.</summary>
/// <param name="Records">The records, newest first.</param>
/// <param name="Next">The value of <see cref="RequestFilter.After"/> for the next page; null if no more records can follow.</param>
/// <param name="ScannedTo">
/// The last record that was compared with the filter, if the page ended because <see cref="IUsageQueries.MaxScannedRows"/> were compared. Such a page
/// can be empty although more follow.
/// </param>
internal sealed record RequestPage(ImmutableArray<UsageRecord> Records, RequestId? Next, RequestId? ScannedTo);

/// <summary>Reads usage for the portal and the control plane: sums from the tables of sums, single calls in keyset pages.</summary>
internal interface IUsageQueries
{
    /// <summary>The maximum number of records that one page compares with its filter.</summary>
    const int MaxScannedRows = 20_000;

    /// <summary>The maximum number of groups in a breakdown by several groups or by end user.</summary>
    const int MaxGroups = 2_000;

    /// <summary>The maximum number of calls in a timeline that reads single calls.</summary>
    const int MaxTimelineCalls = 50_000;

    /// <summary>The maximum number of runs in a breakdown by session.</summary>
    const int MaxRuns = 200;

    /// <summary>
    /// Sums usage per combination of the groups. Rows are ordered by descending cost, within each day if day is the first group. If there
    /// are more groups than the limits above, the last row is the rest. A breakdown by user, repository or label covers whole days. A breakdown by
    /// session, also by day, covers the runs that started on the days of the range, each with all its calls. Calls without a session, repository or
    /// label are part of the rest of a breakdown by it.
    /// </summary>
    Task<ImmutableArray<UsageRow>> BreakDownAsync(
        UsageWindow window, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken);

    /// <summary>
    /// The same of the calls that match a filter. The sum of one repository or label, also by day, covers whole days. For other filters, single calls are
    /// summed, which takes seconds for millions of calls.
    /// </summary>
    Task<ImmutableArray<UsageRow>> BreakDownAsync(
        UsageWindow window, ImmutableArray<UsageGroup> groups, UsageSumFilter filter, CancellationToken cancellationToken);

    /// <summary>Sums the calls that match a filter without a repository or a label. A sum of an end user covers whole days.</summary>
    Task<UsageSums> SumAsync(UsageWindow window, UsageSumFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Sums usage and latencies per bucket, and per key, model, member or provider if requested. Buckets without a call have no rows. There is no filter
    /// by end user. In buckets of five minutes, and with a filter by repository or label, the group can also be a name that callers choose, the range is
    /// not extended to hours, and only the newest <see cref="MaxTimelineCalls"/> calls of it are compared with the filter.
    /// </summary>
    Task<UsageTimeline> ReadTimelineAsync(
        UsageWindow window, TimelineStep step, UsageGroup? group, UsageSumFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Sums the calls of each key per hour or day, in the order of time, with one query of the table of sums. Periods without a
    /// call have no rows.
    /// </summary>
    Task<ImmutableArray<KeyCost>> ReadKeyCostsAsync(UsageWindow window, TimelineStep step, CancellationToken cancellationToken);

    /// <summary>Reads the costs of calls without their other columns.</summary>
    Task<CostedCalls> ReadCostsAsync(CostedCallFilter filter, CancellationToken cancellationToken);

    Task<RequestPage> ListRequestsAsync(RequestFilter filter, CancellationToken cancellationToken);

    Task<UsageRecord?> FindRequestAsync(TeamId team, RequestId id, CancellationToken cancellationToken);
}
