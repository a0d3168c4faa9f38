using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class SpendHistoryStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : ISpendHistoryStore
{
    private const int HoursPerDay = 24;

    public async Task<SpendHistory> ReadAsync(KeyId key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, end, today) = (SumPeriod.Hour.StartOf(from), SumPeriod.Hour.StartOf(to), SumPeriod.Day.StartOf(time.GetUtcNow()));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var hours = await context.UsageSums
            .Where(row => row.KeyId == key && row.Period == (int)SumPeriod.Hour && row.Start >= first && row.Start < end && row.CostNano > 0)
            .GroupBy(row => row.Start)
            .Select(hour => new { Start = hour.Key, CostNano = hour.Sum(row => row.CostNano) })
            .ToListAsync(cancellationToken);
        return new SpendHistory(
            new NanoUsd(hours.Select(hour => hour.CostNano).DefaultIfEmpty().Max()),
            hours.Where(hour => hour.Start < today).Select(hour => hour.Start / HoursPerDay).Distinct().Count());
    }

    public async Task<TeamCosts> SumAsync(TeamId team, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var first = RequestIdRange.LowestAt(from);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var calls = context.UsageRequests.AsNoTracking()
            .Where(call => call.TeamId == team && call.Id.CompareTo(first) >= 0 && !call.Simulated);
        var sums = await calls.GroupBy(call => call.TeamId)
            .Select(team => new
            {
                Cost = team.Sum(call => (long)(object)call.Cost),
                Unbilled = team.Sum(call =>
                    call.Status != StatusCodes.Status503ServiceUnavailable
                    && (call.Source == UsageSource.Provider || call.Source == UsageSource.Drained) ? (long)(object)call.Unbilled : 0L),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return sums is null ? default : new TeamCosts(new NanoUsd(sums.Cost), new NanoUsd(sums.Unbilled));
    }
}
