using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>The table of runs: a run counts with all its calls on the day on which it started.</summary>
internal sealed class RunTable : UsageTable
{
    public RunTable() => LacksCalls = true;

    public override bool Has(UsageSumQuery query) =>
        query.GroupsOfCalls is [{ } group] && group == UsageDimensions.Session && query.Selection.IsAll
        && query.Step is null or TimelineStep.Day
        && (query.IsExtended || WholeDaysOf(query.Window) == query.Window);

    public override int LimitOf(UsageSumQuery query) => IUsageQueries.MaxRuns;

    public override UsageWindow WindowOf(UsageSumQuery query) => WholeDaysOf(query.Window);

    public override PeriodKeys PeriodsOf(UsageSumQuery query) => new(query.Calendar, query.Window, unitsPerDay: 1);

    public override IQueryable<BreakdownSums>? Select(PortalDbContext context, UsageSumQuery query)
    {
        if (SumPeriod.Day.Cover(SumPeriod.Day, query.Window.From, query.Window.To) is not [var range]) return null;
        var (from, to) = (range.From / 24, range.To / 24);
        var runs = context.Runs.AsNoTracking()
            .Where(run => run.TeamId == query.Window.Team && run.Day >= from && run.Day < to && run.Requests > 0);
        if (query.Only is { } only)
        {
            var names = only.Select(static row => row.Group[0]).ToArray();
            runs = runs.Where(run => names.Contains(run.RunId));
        }

        return runs.OrderByDescending(run => run.CostNano).ThenByDescending(run => run.Requests).Take(IUsageQueries.MaxRuns)
            .GroupBy(run => new BreakdownKey { Time = run.Day, Text0 = run.RunId }).Select(BreakdownSums.OfRows<RunRow>());
    }
}
