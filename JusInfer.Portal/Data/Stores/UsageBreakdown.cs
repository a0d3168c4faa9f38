using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Sums a team's usage by group, from the smallest table that has the groups.</summary>
internal sealed class UsageBreakdown(PortalDbContext context, UsageWindow window, ImmutableArray<UsageGroup> groups)
{
    public async Task<ImmutableArray<UsageRow>> RunAsync(CancellationToken cancellationToken)
    {
        if (groups.Contains(UsageGroup.Session) && groups.All(group => group is UsageGroup.Session or UsageGroup.Day)) return await SumRunsAsync(cancellationToken);
        if (groups.All(group => group is UsageGroup.Repository or UsageGroup.Day) && groups.Contains(UsageGroup.Repository))
            return await SumLabelsAsync(LabelKind.Repository, cancellationToken);
        if (groups.All(group => group is UsageGroup.Label or UsageGroup.Day) && groups.Contains(UsageGroup.Label))
            return await SumLabelsAsync(LabelKind.Label, cancellationToken);
        if (!groups.Any(group => group is UsageGroup.User or UsageGroup.Session or UsageGroup.Repository or UsageGroup.Label))
        {
            var sums = await Periods().SumAsync(Cover(SumPeriod.Hour, SumPeriod.Day), groups, cancellationToken);
            return RowsOf(sums, groups.Length > 1 ? IUsageQueries.MaxGroups : int.MaxValue, new UsageSums());
        }

        if (groups.All(group => group is UsageGroup.User or UsageGroup.Day))
        {
            var ranges = Cover(SumPeriod.Day, groups.Contains(UsageGroup.Day) ? SumPeriod.Day : SumPeriod.Month);
            if (ranges.IsEmpty) return [];
            var users = context.EndUserSums.AsNoTracking().Where(row => row.TeamId == window.Team);
            var listed = groups.Contains(UsageGroup.Day)
                ? await TopAsync(users.Within(ranges.Single()), row => new BreakdownGroup { Day = row.Start / 24, EndUser = row.EndUser }, cancellationToken)
                : await users.TopAsync(ranges, groups, IUsageQueries.MaxGroups, cancellationToken);

            // Both tables count every call. Per day, keys and models have fewer rows than end users; only end users have rows per month.
            var cover = Cover(SumPeriod.Day, SumPeriod.Month);
            var total = await users.TotalAsync([.. cover.Where(range => range.Period == SumPeriod.Month)], cancellationToken)
                + await Periods().TotalAsync([.. cover.Where(range => range.Period == SumPeriod.Day)], cancellationToken);
            return RowsOf(listed, IUsageQueries.MaxGroups, total - Total(listed.Values));
        }

        return await SumCallsAsync(cancellationToken);
    }

    /// <summary>The same of the calls that match a filter.</summary>
    public async Task<ImmutableArray<UsageRow>> RunAsync(UsageSumFilter filter, CancellationToken cancellationToken)
    {
        if (filter == default) return await RunAsync(cancellationToken);
        var isSum = groups.All(static group => group == UsageGroup.Day);
        if (isSum && filter.Repository is { } repository && filter == new UsageSumFilter { Repository = repository })
            return await SumLabelAsync(LabelKind.Repository, repository, cancellationToken);
        if (isSum && filter.Label is { } label && filter == new UsageSumFilter { Label = label })
            return await SumLabelAsync(LabelKind.Label, label, cancellationToken);
        return await SumCallsAsync(filter, cancellationToken);
    }

    /// <summary>The most expensive rows: each is the group of a day and a name.</summary>
    private static async Task<Dictionary<BreakdownGroup, UsageSums>> TopAsync<TRow>(
        IQueryable<TRow> days, Func<TRow, BreakdownGroup> groupOf, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        var top = await days.OrderByDescending(row => row.CostNano).ThenByDescending(row => row.Requests).Take(IUsageQueries.MaxGroups)
            .ToListAsync(cancellationToken);
        return top.ToDictionary(groupOf, row => row.ToSums());
    }

    private IQueryable<LabelSumRow> Labels(LabelKind kind) => context.LabelSums.AsNoTracking().Where(row => row.TeamId == window.Team && row.Kind == (int)kind);

    /// <summary>Calls without the name have no row, so they are in the rest.</summary>
    private async Task<ImmutableArray<UsageRow>> SumLabelsAsync(LabelKind kind, CancellationToken cancellationToken)
    {
        var isByDay = groups.Contains(UsageGroup.Day);
        var ranges = Cover(SumPeriod.Day, isByDay ? SumPeriod.Day : SumPeriod.Month);
        if (ranges.IsEmpty) return [];
        var listed = isByDay
            ? await TopAsync(
                Labels(kind).Within(ranges.Single()),
                row => kind == LabelKind.Repository ? new BreakdownGroup { Day = row.Start / 24, Repository = row.Name } : new BreakdownGroup { Day = row.Start / 24, Label = row.Name },
                cancellationToken)
            : await Labels(kind).TopAsync(ranges, groups, IUsageQueries.MaxGroups, cancellationToken);
        var total = await Periods().TotalAsync(Cover(SumPeriod.Day, SumPeriod.Day), cancellationToken);
        return RowsOf(listed, IUsageQueries.MaxGroups, total - Total(listed.Values));
    }

    /// <summary>Sums one repository or label, by day or in total.</summary>
    private async Task<ImmutableArray<UsageRow>> SumLabelAsync(LabelKind kind, string name, CancellationToken cancellationToken)
    {
        var ranges = Cover(SumPeriod.Day, groups.IsEmpty ? SumPeriod.Month : SumPeriod.Day);
        return RowsOf(await Labels(kind).Where(row => row.Name == name).SumAsync(ranges, groups, cancellationToken), int.MaxValue, new UsageSums());
    }

    private IQueryable<UsageSumRow> Periods() => context.UsageSums.AsNoTracking().Where(row => row.TeamId == window.Team);

    private ImmutableArray<SumRange> Cover(SumPeriod period, SumPeriod longer) => period.Cover(longer, window.From, window.To);

    /// <summary>Reads the most expensive runs of each day, which an index has in that order, and sums the rest from the days.</summary>
    private async Task<ImmutableArray<UsageRow>> SumRunsAsync(CancellationToken cancellationToken)
    {
        var days = Cover(SumPeriod.Day, SumPeriod.Day);
        if (days is not [var range]) return [];
        var (from, to) = (range.From / 24, range.To / 24);
        var runs = context.Runs.AsNoTracking().Where(row => row.TeamId == window.Team);
        var started = runs.Where(row => row.Day >= from && row.Day < to).Select(row => (int?)row.Day);
        var (first, last) = (await started.MinAsync(cancellationToken), await started.MaxAsync(cancellationToken));

        List<RunRow> top = [];
        var lowest = -1L;
        for (var day = first; day <= last; day++)
        {
            var ofDay = await runs.Where(row => row.Day == day && row.CostNano > lowest && row.Requests > 0).OrderByDescending(row => row.CostNano)
                .Take(IUsageQueries.MaxRuns).ToListAsync(cancellationToken);
            top = [.. top.Concat(ofDay).OrderByDescending(run => run.CostNano).Take(IUsageQueries.MaxRuns)];
            if (top.Count == IUsageQueries.MaxRuns) lowest = top[^1].CostNano;
        }

        var listed = top.ToDictionary(
            run => new BreakdownGroup { Day = groups.Contains(UsageGroup.Day) ? run.Day : 0, Session = run.RunId }, run => run.ToSums());
        return RowsOf(listed, IUsageQueries.MaxRuns, await Periods().TotalAsync(days, cancellationToken) - Total(listed.Values));
    }

    /// <summary>
    /// Sums single calls: no table of sums has this combination of groups. The database sums and limits them, day by day if the day is a group.
    /// This takes seconds for millions of calls.
    /// </summary>
    private async Task<ImmutableArray<UsageRow>> SumCallsAsync(CancellationToken cancellationToken)
    {
        var hours = Cover(SumPeriod.Hour, SumPeriod.Hour);
        if (hours is not [var range]) return [];
        var top = await TopCallsAsync(range, new UsageSumFilter(), cancellationToken);
        var listed = top.OrderByDescending(group => group.Value.Cost).Take(IUsageQueries.MaxGroups).ToDictionary();
        return RowsOf(listed, IUsageQueries.MaxGroups, await Periods().TotalAsync(hours, cancellationToken) - Total(listed.Values));
    }

    /// <summary>The same of the calls that match a filter. No table of sums has their total, so it is read only if groups can be missing.</summary>
    private async Task<ImmutableArray<UsageRow>> SumCallsAsync(UsageSumFilter filter, CancellationToken cancellationToken)
    {
        if (Cover(SumPeriod.Hour, SumPeriod.Hour) is not [var range]) return [];
        var top = await TopCallsAsync(range, filter, cancellationToken);
        if (top.Count < IUsageQueries.MaxGroups) return RowsOf(top.ToDictionary(), IUsageQueries.MaxGroups, new UsageSums());
        var listed = top.OrderByDescending(group => group.Value.Cost).Take(IUsageQueries.MaxGroups).ToDictionary();
        var total = await Calls(range.From, range.To, filter).TopAsync([], limit: 1, cancellationToken);
        return RowsOf(listed, IUsageQueries.MaxGroups, Total(total.Values) - Total(listed.Values));
    }

    private async Task<List<KeyValuePair<BreakdownGroup, UsageSums>>> TopCallsAsync(SumRange range, UsageSumFilter filter, CancellationToken cancellationToken)
    {
        if (!groups.Contains(UsageGroup.Day))
            return [.. await Calls(range.From, range.To, filter).TopAsync(groups, IUsageQueries.MaxGroups, cancellationToken)];

        var top = new List<KeyValuePair<BreakdownGroup, UsageSums>>();
        var (first, end) = await HoursWithCallsAsync(range, cancellationToken);
        for (var from = first; from < end;)
        {
            var to = Math.Min(end, (from / 24 + 1) * 24);
            foreach (var (group, sums) in await Calls(from, to, filter).TopAsync(groups, IUsageQueries.MaxGroups, cancellationToken))
                top.Add(new(group with { Day = from / 24 }, sums));
            from = to;
        }

        return top;
    }

    /// <summary>
    /// The part of a range from the first call to the last one: each day is a query, and a client can ask for a century. The index has both ends.
    /// </summary>
    private async Task<(int First, int End)> HoursWithCallsAsync(SumRange range, CancellationToken cancellationToken)
    {
        var ids = Calls(range.From, range.To, new UsageSumFilter()).Select(call => call.Id);
        var first = await ids.OrderBy(static id => id).Select(static id => (RequestId?)id).FirstOrDefaultAsync(cancellationToken);
        var last = await ids.OrderByDescending(static id => id).Select(static id => (RequestId?)id).FirstOrDefaultAsync(cancellationToken);
        return first is { } oldest && last is { } newest ? (Math.Max(range.From, HourOf(oldest)), Math.Min(range.To, HourOf(newest) + 1)) : (range.From, range.From);

        static int HourOf(RequestId id) => (int)(RequestIdRange.TimeOf(id) - DateTimeOffset.UnixEpoch).TotalHours;
    }

    /// <param name="from">The first hour since 1970.</param>
    /// <param name="to">The hour after the last one.</param>
    /// <param name="filter">Selects the calls.</param>
    private IQueryable<UsageRecord> Calls(int from, int to, UsageSumFilter filter)
    {
        var (first, end) = (LowestAt(from), LowestAt(to));
        return UsageQueries.Select(
            context.UsageRequests.AsNoTracking().Where(row => row.TeamId == window.Team && row.Id.CompareTo(first) >= 0 && row.Id.CompareTo(end) < 0), filter);

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
