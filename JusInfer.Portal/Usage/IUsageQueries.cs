using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Usage;

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

    /// <summary>The dimensions of the calls. The next properties are some of its parts.</summary>
    public UsageSelection Selection { get; init; } = UsageSelection.All;

    public KeyId? Key
    {
        get => Selection.Find(UsageDimensions.Key) as KeyId?;
        init => Selection = Selection.With(UsageDimensions.Key, value);
    }

    public MemberId? Member
    {
        get => Selection.Find(UsageDimensions.Member) as MemberId?;
        init => Selection = Selection.With(UsageDimensions.Member, value);
    }

    /// <summary>True for statuses from 400, false for those below.</summary>
    public bool? Errors
    {
        get => Selection.Find(UsageDimensions.Status) as bool?;
        init => Selection = Selection.With(UsageDimensions.Status, value);
    }

    public string? Model
    {
        get => Selection.TextOf(UsageDimensions.Model);
        init => Selection = Selection.With(UsageDimensions.Model, value);
    }

    public string? Provider
    {
        get => Selection.TextOf(UsageDimensions.Provider);
        init => Selection = Selection.With(UsageDimensions.Provider, value);
    }

    public string? User
    {
        get => Selection.TextOf(UsageDimensions.User);
        init => Selection = Selection.With(UsageDimensions.User, value);
    }

    public string? RunId
    {
        get => Selection.TextOf(UsageDimensions.Session);
        init => Selection = Selection.With(UsageDimensions.Session, value);
    }

    public string? Repository
    {
        get => Selection.TextOf(UsageDimensions.Repository);
        init => Selection = Selection.With(UsageDimensions.Repository, value);
    }

    public string? Label
    {
        get => Selection.TextOf(UsageDimensions.Label);
        init => Selection = Selection.With(UsageDimensions.Label, value);
    }

    public int? Status { get; init; }

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

    /// <summary>The maximum number of groups in a breakdown.</summary>
    const int MaxGroups = 2_000;

    /// <summary>The maximum number of runs in a breakdown by run.</summary>
    const int MaxRuns = 200;

    /// <summary>Whether a table of sums has what a query asks for. Otherwise single calls are summed, which takes seconds for millions of calls.</summary>
    bool HasSums(UsageSumQuery query);

    /// <summary>The range that is summed: that of the query, or the whole hours or days around it.</summary>
    UsageWindow WindowOf(UsageSumQuery query);

    /// <summary>
    /// Sums usage per combination of the groups, with one statement, and a second one if groups can be missing. Rows are ordered by descending
    /// cost, within each period if time is the first group. If there are more groups than the limit, the last row is the rest. A breakdown by run covers
    /// the runs that started on the days of the range, each with all its calls, if a table of sums has it. Calls without a run,
    /// repository or label are part of the rest of a breakdown by it, and so are those whose names were removed by age.
    /// </summary>
    Task<ImmutableArray<UsageRow>> ReadAsync(UsageSumQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Sums the calls of each key per hour or day, in the order of time, with one query of the table of sums. Periods without a
    /// call have no rows.
    /// </summary>
    Task<ImmutableArray<KeyCost>> ReadKeyCostsAsync(UsageWindow window, TimelineStep step, CancellationToken cancellationToken);

    /// <summary>Reads the costs of calls without their other columns.</summary>
    Task<CostedCalls> ReadCostsAsync(CostedCallFilter filter, CancellationToken cancellationToken);

    Task<RequestPage> ListRequestsAsync(RequestFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Lists calls in the order in which they were settled. A call that is stored later, such as a long stream, a call that was recovered
    /// from a journal or one that another node stores, comes after every position that was returned before.
    /// </summary>
    /// <param name="filter">The calls; its <see cref="RequestFilter.After"/> is of the other order.</param>
    /// <param name="after">Only calls after this position.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    Task<SettledPage> ListSettledAsync(RequestFilter filter, SettledPosition after, CancellationToken cancellationToken);

    Task<UsageRecord?> FindRequestAsync(TeamId team, RequestId id, CancellationToken cancellationToken);
}
