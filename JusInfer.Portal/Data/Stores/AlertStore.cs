using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Notifications.Alerts;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AlertStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, AlertRows rows) : IAlertStore
{
    public async Task<ImmutableArray<Alert>> AddAsync(IReadOnlyCollection<Alert> alerts, CancellationToken cancellationToken)
    {
        var added = ImmutableArray.CreateBuilder<Alert>();
        foreach (var alert in alerts.Select(AlertRows.Storable))
        {
            if (await TryAddAsync(alert, cancellationToken)) added.Add(alert);
        }

        return added.ToImmutable();
    }

    public async Task<ImmutableArray<Alert>> ListAsync(AlertFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var alerts = context.Set<Alert>().AsNoTracking().Where(alert => alert.TeamId == filter.Team);
        if (filter.After is { } newer) alerts = alerts.Where(alert => alert.Id.CompareTo(newer) < 0);
        if (filter.Member is { } member)
        {
            alerts = alerts.Where(alert => alert.MemberId == member
                || (alert.MemberId == null && (alert.Rule == AlertRule.BudgetThreshold || alert.Rule == AlertRule.BudgetForecast)));
        }

        return [.. await alerts.OrderByDescending(alert => alert.Id).Take(filter.Limit).ToListAsync(cancellationToken)];
    }

    public async Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        time = await context.ToStoreTimeAsync(time, clock, cancellationToken);
        await context.Set<Alert>().Where(alert => alert.At < time).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Most alerts are stored already, so that is read first. Between nodes, the unique index decides.</summary>
    private async Task<bool> TryAddAsync(Alert alert, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await AlertRows.ExistsAsync(context, alert, cancellationToken)) return false;
        try
        {
            await rows.AddAsync(context, alert, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return false;
        }
    }
}
