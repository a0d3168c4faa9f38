using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Sums a tenant's usage by group, from the smallest table that has the groups.</summary>
internal sealed class UsageBreakdown(PortalDbContext context, UsageWindow window, ImmutableArray<UsageGroup> groups)
{
    /// <summary>Limits the memory of a breakdown that is summed from single calls. Further groups are part of the rest.</summary>
    private const int MaxGroupsOfCalls = 100_000;

    public async Task<ImmutableArray<UsageRow>> RunAsync(CancellationToken cancellationToken)
    {
        if (groups is [UsageGroup.Session]) return await SumRunsAsync(cancellationToken);
        if (!groups.Contains(UsageGroup.User) && !groups.Contains(UsageGroup.Session))
        {
            var sums = await Periods().SumAsync(Cover(SumPeriod.Hour, SumPeriod.Day), groups, cancellationToken);
            return RowsOf(sums, groups.Length > 1 ? IUsageQueries.MaxGroups : int.MaxValue, new UsageSums());
        }

        if (groups.All(group => group is UsageGroup.User or UsageGroup.Day))
        {
            var ranges = Cover(SumPeriod.Day, groups.Contains(UsageGroup.Day) ? SumPeriod.Day : SumPeriod.Month);
            var users = context.EndUserSums.AsNoTracking().Where(row => row.TenantId == window.Tenant);
            return RowsOf(await users.SumAsync(ranges, groups, cancellationToken), IUsageQueries.MaxGroups, new UsageSums());
        }

        return await SumCallsAsync(cancellationToken);
    }

    private IQueryable<UsageSumRow> Periods() => context.UsageSums.AsNoTracking().Where(row => row.TenantId == window.Tenant);

    private ImmutableArray<SumRange> Cover(SumPeriod period, SumPeriod longer) => period.Cover(longer, window.From, window.To);

    /// <summary>Reads the most expensive runs of each day, which an index has in that order, and sums the rest from the days.</summary>
    private async Task<ImmutableArray<UsageRow>> SumRunsAsync(CancellationToken cancellationToken)
    {
        var days = Cover(SumPeriod.Day, SumPeriod.Day);
        if (days is not [var range]) return [];
        var (from, to) = (range.From / 24, range.To / 24);
        var runs = context.Runs.AsNoTracking().Where(row => row.TenantId == window.Tenant);
        var started = runs.Where(row => row.Day >= from && row.Day < to).Select(row => (int?)row.Day);
        var (first, last) = (await started.MinAsync(cancellationToken), await started.MaxAsync(cancellationToken));

        var top = new List<(BreakdownGroup Group, UsageSums Sums)>();
        for (var day = first; day <= last; day++)
        {
            var ofDay = await runs.Where(row => row.Day == day && row.Requests > 0).OrderByDescending(row => row.CostNano).Take(IUsageQueries.MaxRuns)
                .ToListAsync(cancellationToken);
            top.AddRange(ofDay.Select(run => (new BreakdownGroup { Session = run.Session }, run.ToSums())));
        }

        var listed = top.OrderByDescending(run => run.Sums.Cost).Take(IUsageQueries.MaxRuns).ToDictionary(run => run.Group, run => run.Sums);
        var total = (await Periods().SumAsync(days, [], cancellationToken)).Values.SingleOrDefault() ?? new UsageSums();
        return RowsOf(listed, IUsageQueries.MaxRuns, total - Total(listed.Values));
    }

    /// <summary>Sums single calls: no table of sums has this combination of groups.</summary>
    private async Task<ImmutableArray<UsageRow>> SumCallsAsync(CancellationToken cancellationToken)
    {
        var sums = new Dictionary<BreakdownGroup, UsageSums>();
        var rest = new UsageSums();
        var hours = Cover(SumPeriod.Hour, SumPeriod.Hour);
        var (from, to) = (LowestAt(hours[0].From), LowestAt(hours[^1].To));
        var calls = context.UsageRequests.AsNoTracking()
            .Where(row => row.TenantId == window.Tenant && row.Id.CompareTo(from) >= 0 && row.Id.CompareTo(to) < 0);
        await foreach (var call in calls.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var group = BreakdownGroup.Of(call, groups);
            if (sums.TryGetValue(group, out var sum)) sums[group] = sum + UsageSums.Of(call);
            else if (sums.Count < MaxGroupsOfCalls) sums.Add(group, UsageSums.Of(call));
            else rest += UsageSums.Of(call);
        }

        return RowsOf(sums, IUsageQueries.MaxGroups, rest);

        static RequestId LowestAt(int hour) => RequestIdRange.LowestAt(DateTimeOffset.UnixEpoch.AddHours(hour));
    }

    private ImmutableArray<UsageRow> RowsOf(Dictionary<BreakdownGroup, UsageSums> sums, int limit, UsageSums rest)
    {
        var byCost = sums.OrderByDescending(group => group.Value.Cost).ThenByDescending(group => group.Value.Requests).ToList();
        var listed = byCost.Take(limit);
        if (groups is [UsageGroup.Day, ..]) listed = listed.OrderBy(group => group.Key.Day);
        rest += Total(byCost.Skip(limit).Select(group => group.Value));
        ImmutableArray<UsageRow> rows = [.. listed.Select(group => new UsageRow(group.Key.Format(groups), group.Value))];
        return rest.Requests == 0 ? rows : rows.Add(new UsageRow([], rest, IsRest: true));
    }

    private static UsageSums Total(IEnumerable<UsageSums> sums) => sums.Aggregate(new UsageSums(), (total, sum) => total + sum);
}
