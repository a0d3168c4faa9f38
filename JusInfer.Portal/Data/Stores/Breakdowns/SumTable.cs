using System.Collections.Immutable;
using System.Linq.Expressions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>A table of sums per period of UTC.</summary>
/// <param name="rows">Its rows.</param>
/// <param name="shortest">The length of its shortest periods.</param>
/// <param name="longest">The length of its longest periods.</param>
/// <param name="columns">The columns by the property of a call that they have.</param>
/// <param name="sums">Sums rows.</param>
internal sealed class SumTable<TRow>(
    Func<PortalDbContext, IQueryable<TRow>> rows, SumPeriod shortest, SumPeriod longest,
    ImmutableDictionary<string, LambdaExpression> columns,
    Expression<Func<IGrouping<BreakdownKey, TRow>, BreakdownSums>> sums) : UsageTable
    where TRow : PeriodSumRow
{
    private const int HoursPerDay = 24;

    private readonly ColumnMap<TRow> map = new(columns);

    public override bool Has(UsageSumQuery query) =>
        query.GroupsOfCalls.All(map.Has) && query.Selection.Values.All(chosen => map.Has(chosen.Dimension)) && HasPeriods(query)
            && HasRange(query);

    /// <summary>Callers choose the values of the other tables, and combinations and hours can be any number.</summary>
    public override int LimitOf(UsageSumQuery query) =>
        shortest == SumPeriod.Hour && query.Groups.Length < 2 && query.Step != TimelineStep.Hour ? int.MaxValue : base.LimitOf(query);

    public override PeriodKeys PeriodsOf(UsageSumQuery query) => new(query.Calendar, query.Window, HoursPerDay);

    public override IQueryable<BreakdownSums>? Select(PortalDbContext context, UsageSumQuery query)
    {
        var ranges = Ranges(query);
        if (ranges.IsEmpty) return null;
        var selected = map.Where(rows(context).AsNoTracking().Where(row => row.TeamId == query.Window.Team), query.Selection);
        if (query.Only is { } only) selected = map.WhereAny(selected, query.GroupsOfCalls, only.Select(static row => row.Group));
        var row = Expression.Parameter(typeof(TRow), "row");
        var time = query.Step is null ? null : PeriodsOf(query).KeyOf(Expression.Property(row, nameof(PeriodSumRow.Start)));
        var groups = selected.WithinAny(ranges).GroupBy(map.KeyOf(query.GroupsOfCalls, row, time));
        var limit = LimitOf(query);
        return (limit == int.MaxValue
            ? groups
            : groups.OrderByDescending(group => group.Sum(row => row.CostNano)).ThenByDescending(group => group.Sum(row => row.Requests))
                .Take(limit))
            .Select(sums);
    }

    public override UsageWindow WindowOf(UsageSumQuery query) =>
        shortest == SumPeriod.Hour ? base.WindowOf(query) : WholeDaysOf(query.Window);

    private bool HasPeriods(UsageSumQuery query) => query.Step switch
    {
        null => true,
        TimelineStep.FiveMinutes => false,
        TimelineStep.Hour => shortest == SumPeriod.Hour,
        _ => true,
    };

    private bool HasRange(UsageSumQuery query) =>
        query.IsExtended || (shortest == SumPeriod.Hour
            ? TimelineStep.Hour.Floor(query.Window.From) == query.Window.From && TimelineStep.Hour.Floor(query.Window.To) == query.Window.To
            : WholeDaysOf(query.Window) == query.Window);

    private ImmutableArray<SumRange> Ranges(UsageSumQuery query)
    {
        var longer = query.Step switch
        {
            null => longest,
            TimelineStep.Hour => SumPeriod.Hour,
            _ => SumPeriod.Day,
        };
        return shortest.Cover(longer, query.Window.From, query.Window.To);
    }
}
