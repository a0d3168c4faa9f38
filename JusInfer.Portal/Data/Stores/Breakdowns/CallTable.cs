using System.Linq.Expressions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>The single calls. The database sums and limits them, which takes seconds for millions of calls.</summary>
internal sealed class CallTable : UsageTable
{
    private const int FiveMinutesPerDay = 288;

    /// <summary>The time between the creation of a call's id, which bounds the search, and the start of the call, by which it counts.</summary>
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromMinutes(1);

    private static readonly ColumnMap<UsageRecord> Map = new(columns: null);

    public CallTable() => HasLatencies = true;

    public override bool Has(UsageSumQuery query) => true;

    public override PeriodKeys PeriodsOf(UsageSumQuery query) => CalendarOf(query);

    public override IQueryable<BreakdownSums> Select(PortalDbContext context, UsageSumQuery query)
    {
        var groups = CallsOf(context, query).GroupBy(KeyOf(context, query));
        var limit = LimitOf(query);
        return (limit == int.MaxValue
            ? groups
            : groups.OrderByDescending(group => group.Sum(call => (long)(object)call.Cost)).ThenByDescending(group => group.LongCount())
                .Take(limit))
            .Select(BreakdownSums.OfCalls);
    }

    /// <summary>The latencies of the single calls that a query sums, one more than can be exact.</summary>
    public IQueryable<CallLatency> SelectLatencies(PortalDbContext context, UsageSumQuery query)
    {
        var key = KeyOf(context, query);
        var call = key.Parameters[0];
        var latency = Expression.MemberInit(
            Expression.New(typeof(CallLatency)),
            Bind(nameof(CallLatency.Key), key.Body),
            Bind(nameof(CallLatency.DurationMs), Expression.Property(call, nameof(UsageRecord.DurationMs))),
            Bind(nameof(CallLatency.TtftMs), Expression.Property(call, nameof(UsageRecord.TtftMs))));
        return CallsOf(context, query).OrderBy(static each => each.Id).Take(LatencyDistribution.MaxExact + 1)
            .Select(Expression.Lambda<Func<UsageRecord, CallLatency>>(latency, call));

        static MemberAssignment Bind(string name, Expression value) => Expression.Bind(typeof(CallLatency).GetProperty(name)!, value);
    }

    private IQueryable<UsageRecord> CallsOf(PortalDbContext context, UsageSumQuery query)
    {
        var window = WindowOf(query);
        var (first, end) = (RequestIdRange.LowestAt(window.From - MaxIdAge), RequestIdRange.LowestAt(window.To));
        var calls = Map.Where(
            context.UsageRequests.AsNoTracking()
                .Where(call => call.TeamId == window.Team && call.Id.CompareTo(first) >= 0 && call.Id.CompareTo(end) < 0)
                .Where(call => call.At >= window.From && call.At < window.To),
            query.Selection);
        return query.Only is { } only ? Map.WhereAny(calls, query.GroupsOfCalls, only.Select(static row => row.Group)) : calls;
    }

    private static Expression<Func<UsageRecord, BreakdownKey>> KeyOf(PortalDbContext context, UsageSumQuery query)
    {
        var fiveMinutes = context.FiveMinutesOf;
        var time = query.Step is null ? null : CalendarOf(query).KeyOf(fiveMinutes.Body);
        return Map.KeyOf(query.GroupsOfCalls, fiveMinutes.Parameters[0], time);
    }

    private static PeriodKeys CalendarOf(UsageSumQuery query) => new(query.Calendar, query.Window, FiveMinutesPerDay);
}

/// <summary>How long one call took.</summary>
internal sealed class CallLatency
{
    public required BreakdownKey Key { get; init; }

    public required int DurationMs { get; init; }

    public required int? TtftMs { get; init; }
}
