using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Notifications.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class DeliveryStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IDeliveryStore
{
    public async Task AddAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(delivery);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<ImmutableArray<WebhookDelivery>> ListAsync(
        TeamId team, WebhookId webhook, int limit, DeliveryId? after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deliveries = context.Set<WebhookDelivery>().AsNoTracking().Where(row => row.TeamId == team && row.WebhookId == webhook);
        if (after is { } newer) deliveries = deliveries.Where(row => row.Id.CompareTo(newer) < 0);
        return [.. await deliveries.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    public async Task<WebhookDelivery?> FindAsync(TeamId team, WebhookId webhook, DeliveryId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowsOf(context, team, webhook, id).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<WebhookDelivery?> TakeAsync(
        DateTimeOffset now, DateTimeOffset leasedUntil, IReadOnlyCollection<WebhookId> busyWebhooks, IReadOnlyCollection<TeamId> busyTeams,
        CancellationToken cancellationToken)
    {
        WebhookId[] webhooks = [.. busyWebhooks];
        TeamId[] teams = [.. busyTeams];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var free = context.Set<WebhookDelivery>().AsNoTracking()
            .Where(row => !webhooks.Contains(row.WebhookId) && !teams.Contains(row.TeamId))
            .OrderBy(row => row.NextAttemptAt);
        var due = free.Where(row => row.NextAttemptAt <= now);

        // A clock that was ahead has leased them, or set their next attempt.
        var latest = PlausibleTime.Latest(now, leasedUntil - now);
        var (latestRetry, latestAttempt) = (PlausibleTime.Latest(now, RetrySchedule.MaxDelay), PlausibleTime.Latest(now, TimeSpan.Zero));
        var misdated = free.Where(row => row.NextAttemptAt > latest)
            .Where(row => row.Failures == 0 || row.NextAttemptAt > latestRetry || row.LastAttemptAt > latestAttempt);
        while ((await due.FirstOrDefaultAsync(cancellationToken) ?? await misdated.FirstOrDefaultAsync(cancellationToken)) is { } next)
        {
            // The condition decides between nodes that have read the same row.
            var taken = await RowsOf(context, next.TeamId, next.WebhookId, next.Id)
                .Where(row => row.NextAttemptAt == next.NextAttemptAt)
                .ExecuteUpdateAsync(row => row.SetProperty(delivery => delivery.NextAttemptAt, leasedUntil), cancellationToken);
            if (taken == 1) return next with { NextAttemptAt = leasedUntil };
        }

        return null;
    }

    public async Task<bool> CompleteAsync(
        WebhookDelivery taken, DeliveryOutcome outcome, DateTimeOffset at, DateTimeOffset? nextAttemptAt, CancellationToken cancellationToken)
    {
        var status = outcome.IsDelivered ? DeliveryStatus.Delivered : nextAttemptAt is null ? DeliveryStatus.Failed : DeliveryStatus.Pending;
        var body = outcome.Body is { } text ? StorableText.Sanitize(text, int.MaxValue) : null;
        var failures = outcome.IsDelivered ? taken.Failures : taken.Failures + 1;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var completed = await RowsOf(context, taken.TeamId, taken.WebhookId, taken.Id)
            .Where(row => row.NextAttemptAt == taken.NextAttemptAt)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(delivery => delivery.Status, status)
                    .SetProperty(delivery => delivery.NextAttemptAt, nextAttemptAt)
                    .SetProperty(delivery => delivery.Attempts, taken.Attempts + 1)
                    .SetProperty(delivery => delivery.Failures, failures)
                    .SetProperty(delivery => delivery.LastAttemptAt, at)
                    .SetProperty(delivery => delivery.DurationMs, (int)outcome.Duration.TotalMilliseconds)
                    .SetProperty(delivery => delivery.ResponseStatus, outcome.Status)
                    .SetProperty(delivery => delivery.ResponseBody, body)
                    .SetProperty(delivery => delivery.Error, outcome.Error),
                cancellationToken);
        if (completed == 0) return false;
        if (!taken.IsTest) await SetFailingAsync(context, taken, outcome.IsDelivered ? null : at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task ReturnAsync(WebhookDelivery taken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RowsOf(context, taken.TeamId, taken.WebhookId, taken.Id)
            .Where(row => row.NextAttemptAt == taken.NextAttemptAt)
            .ExecuteUpdateAsync(row => row.SetProperty(delivery => delivery.NextAttemptAt, now), cancellationToken);
    }

    public async Task<bool> RepeatAsync(TeamId team, WebhookId webhook, DeliveryId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowsOf(context, team, webhook, id)
            .Where(row => row.Status != DeliveryStatus.Pending)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(delivery => delivery.Status, DeliveryStatus.Pending)
                    .SetProperty(delivery => delivery.NextAttemptAt, now)
                    .SetProperty(delivery => delivery.Failures, 0),
                cancellationToken) == 1;
    }

    public async Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        time = await context.ToStoreTimeAsync(time, clock, cancellationToken);
        await context.Set<WebhookDelivery>().Where(row => row.CreatedAt < time).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<DeliveryQueue> ReadQueueAsync(DateTimeOffset givenUpSince, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = context.Set<WebhookDelivery>().Where(row => row.NextAttemptAt != null);
        var failing = context.Set<WebhookRow>().Where(webhook => webhook.FailingSince != null);
        var sendable = waiting.Where(row => !failing.Any(webhook => webhook.TeamId == row.TeamId && webhook.Id == row.WebhookId));
        return new DeliveryQueue(
            await waiting.CountAsync(cancellationToken),
            await waiting.OrderBy(row => row.CreatedAt).Select(row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(cancellationToken),
            await sendable.OrderBy(row => row.NextAttemptAt).Select(row => row.NextAttemptAt).FirstOrDefaultAsync(cancellationToken),
            await waiting.CountAsync(row => row.Failures > 0, cancellationToken),
            await context.Set<WebhookDelivery>().CountAsync(row => row.CreatedAt >= givenUpSince && row.Status == DeliveryStatus.Failed, cancellationToken));
    }

    private static IQueryable<WebhookDelivery> RowsOf(PortalDbContext context, TeamId team, WebhookId webhook, DeliveryId id) =>
        context.Set<WebhookDelivery>().Where(row => row.TeamId == team && row.WebhookId == webhook && row.Id == id);

    /// <summary>Keeps the time of the first failure since the last success.</summary>
    private static Task<int> SetFailingAsync(PortalDbContext context, WebhookDelivery of, DateTimeOffset? since, CancellationToken cancellationToken) =>
        context.Set<WebhookRow>()
            .Where(row => row.TeamId == of.TeamId && row.Id == of.WebhookId && (row.FailingSince == null) == (since != null))
            .ExecuteUpdateAsync(row => row.SetProperty(webhook => webhook.FailingSince, since), cancellationToken);
}
