using System.Collections.Immutable;

namespace JusInfer.Portal.Usage;

/// <summary>What a breakdown is by. One of them, in contract words: <c>day, key, model, member, user, session, provider</c>.</summary>
internal enum UsageGroup
{
    Day,
    Key,
    Model,
    Member,
    User,
    Session,
    Provider,
}

/// <summary>Which usage: one team's, from (inclusive) to (exclusive), rounded outwards to whole hours.</summary>
internal sealed record UsageWindow(TenantId Tenant, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The current calendar month in UTC.</summary>
    public static UsageWindow MonthOf(TenantId tenant, DateTimeOffset now)
    {
        var start = UtcMonth.Of(now);
        return new UsageWindow(tenant, start, start.AddMonths(1));
    }
}

/// <summary>Sums over a group of calls.</summary>
internal sealed record UsageSums
{
    public long Requests { get; init; }

    public long InputTokens { get; init; }

    /// <summary>The part of the input tokens that was read from a provider's cache.</summary>
    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    public NanoUsd Cost { get; init; }

    public NanoUsd BaselineCost { get; init; }

    public long Errors { get; init; }

    public static UsageSums operator +(UsageSums left, UsageSums right) => new()
    {
        Requests = left.Requests + right.Requests,
        InputTokens = left.InputTokens + right.InputTokens,
        CachedTokens = left.CachedTokens + right.CachedTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        Cost = left.Cost + right.Cost,
        BaselineCost = left.BaselineCost + right.BaselineCost,
        Errors = left.Errors + right.Errors,
    };
}

/// <summary>
/// One line of a breakdown. The group's values, in the order of the groups asked for: a day as <c>2026-11-20</c>, an id in its written
/// form, a name as it stands; empty where the calls named none.
/// </summary>
internal sealed record UsageRow(ImmutableArray<string> Group, UsageSums Sums);

/// <summary>
/// Which requests: newest first, after a known one (exclusive), narrowed by key, served model and status (<c>ok</c>, <c>error</c> or a
/// number).
/// </summary>
internal sealed record RequestFilter
{
    public required TenantId Tenant { get; init; }

    public RequestId? After { get; init; }

    public int Limit { get; init; } = 50;

    public KeyId? Key { get; init; }

    public MemberId? Member { get; init; }

    public string? Model { get; init; }

    public bool? Errors { get; init; }

    public int? Status { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

/// <summary>Reads for the portal and the control plane: rollups for sums, keyset pages for single requests.</summary>
internal interface IUsageQueries
{
    /// <summary>Sums per combination of the groups, largest cost first; by day in order of days when day is the first group.</summary>
    Task<ImmutableArray<UsageRow>> BreakDownAsync(
        UsageWindow window, ImmutableArray<UsageGroup> groups, CancellationToken cancellationToken);

    Task<ImmutableArray<UsageRecord>> ListRequestsAsync(RequestFilter filter, CancellationToken cancellationToken);

    Task<UsageRecord?> FindRequestAsync(TenantId tenant, RequestId id, CancellationToken cancellationToken);
}
