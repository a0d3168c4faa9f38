using JusInfer.Portal.Alerts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Adds alerts together with their deliveries, so that no alert is stored without being sent.</summary>
internal static class AlertRows
{
    /// <summary>The alert as it can be stored. Names of end users and runs come from clients.</summary>
    public static Alert Storable(Alert alert) =>
        alert with { Subject = StorableText.Sanitize(alert.Subject), Message = StorableText.Sanitize(alert.Message, int.MaxValue) };

    /// <summary>Whether the alert is stored already.</summary>
    public static Task<bool> ExistsAsync(PortalDbContext context, Alert alert, CancellationToken cancellationToken) => context.Set<Alert>().AnyAsync(
        stored => stored.TenantId == alert.TenantId && stored.Rule == alert.Rule && stored.Subject == alert.Subject && stored.Occasion == alert.Occasion,
        cancellationToken);

    /// <summary>Adds the alert, and a delivery to each webhook that receives it. <c>SaveChanges</c> writes them in one transaction.</summary>
    public static async Task AddAsync(PortalDbContext context, Alert alert, CancellationToken cancellationToken)
    {
        var type = WebhookEvents.TypeOf(alert.Rule);
        var webhooks = await context.Set<WebhookRow>().AsNoTracking().Where(row => row.TenantId == alert.TenantId && row.IsEnabled).ToListAsync(cancellationToken);
        context.Add(alert);
        foreach (var webhook in webhooks.Select(static row => row.ToWebhook()).Where(webhook => webhook.Receives(type)))
            context.Add(WebhookEvents.Of(webhook, alert, alert.At));
    }
}
