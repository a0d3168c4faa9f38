using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class WebhookStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit, AlertRows alerts) : IWebhookStore
{
    public async Task<ImmutableArray<Webhook>> ListAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Set<WebhookRow>().AsNoTracking().Where(row => row.TeamId == team).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(static row => row.ToWebhook())];
    }

    public async Task<Webhook?> FindAsync(TeamId team, WebhookId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, team, id, cancellationToken);
    }

    public Task<bool> AddAsync(Webhook webhook, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            await TeamRemoval.LockAsync(context, webhook.TeamId, cancellationToken); // Two calls at the same time would each see room for one more.
            if (await context.Set<WebhookRow>().CountAsync(row => row.TeamId == webhook.TeamId, cancellationToken) >= Webhook.MaxPerTeam) return false;
            context.Add(WebhookRow.From(webhook));
            await context.SaveChangesAsync(cancellationToken);
            await AppendAsync(context, AuditActions.WebhookCreated, null, webhook, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<bool> UpdateAsync(Webhook webhook, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            if (await FindAsync(context, webhook.TeamId, webhook.Id, cancellationToken) is not { } before) return false;
            var events = WebhookRow.EventsOf(webhook);
            var changed = await RowsOf(context, webhook.TeamId, webhook.Id).ExecuteUpdateAsync(
                row => row
                    .SetProperty(stored => stored.Url, webhook.Url)
                    .SetProperty(stored => stored.Events, events)
                    .SetProperty(stored => stored.IsEnabled, webhook.IsEnabled)
                    .SetProperty(stored => stored.FailingSince, webhook.FailingSince)
                    .SetProperty(stored => stored.DisabledReason, webhook.DisabledReason),
                cancellationToken);
            if (changed == 0) return false;
            await AppendAsync(context, AuditActions.WebhookChanged, before, webhook, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<bool> RemoveAsync(TeamId team, WebhookId id, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            if (await FindAsync(context, team, id, cancellationToken) is not { } before) return false;
            if (await RowsOf(context, team, id).ExecuteDeleteAsync(cancellationToken) == 0) return false; // The foreign key removes the deliveries.
            await AppendAsync(context, AuditActions.WebhookDeleted, before, null, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<bool> DisableAsync(TeamId team, WebhookId id, string reason, Alert alert, CancellationToken cancellationToken) => WriteAsync(
        async context =>
        {
            var disabled = await RowsOf(context, team, id)
                .Where(row => row.IsEnabled)
                .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.IsEnabled, false).SetProperty(stored => stored.DisabledReason, reason), cancellationToken);
            if (disabled == 0) return false;

            // The update has locked the webhook: no other transaction adds this alert.
            var storable = AlertRows.Storable(alert);
            if (!await AlertRows.ExistsAsync(context, storable, cancellationToken)) await alerts.AddAsync(context, storable, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            var after = (await FindAsync(context, team, id, cancellationToken))!;
            await AppendAsync(context, AuditActions.WebhookChanged, after with { IsEnabled = true }, after, cancellationToken);
            return true;
        },
        cancellationToken);

    private static IQueryable<WebhookRow> RowsOf(PortalDbContext context, TeamId team, WebhookId id) =>
        context.Set<WebhookRow>().Where(row => row.TeamId == team && row.Id == id);

    private static async Task<Webhook?> FindAsync(PortalDbContext context, TeamId team, WebhookId id, CancellationToken cancellationToken) =>
        (await RowsOf(context, team, id).AsNoTracking().SingleOrDefaultAsync(cancellationToken))?.ToWebhook();

    private Task AppendAsync(PortalDbContext context, string action, Webhook? before, Webhook? after, CancellationToken cancellationToken)
    {
        var webhook = after ?? before!;
        var what = new AuditEvent(action, webhook.Id.ToString()) { Changes = AuditFields.Between(before, after) };
        return audit.AppendAsync(context, webhook.TeamId, what, cancellationToken);
    }

    private async Task<bool> WriteAsync(Func<PortalDbContext, Task<bool>> write, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await write(context)) return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
