using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
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
}
