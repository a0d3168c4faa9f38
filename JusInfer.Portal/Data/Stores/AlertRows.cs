using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Adds alerts together with their deliveries and mails, so that no alert is stored without being sent.</summary>
internal sealed class AlertRows(AlertMails mails)
{
    /// <summary>The alert as it can be stored. Names of end users and runs come from clients.</summary>
    public static Alert Storable(Alert alert) =>
        alert with { Subject = StorableText.Sanitize(alert.Subject), Message = StorableText.Sanitize(alert.Message, int.MaxValue) };

    /// <summary>Whether the alert is stored already.</summary>
    public static Task<bool> ExistsAsync(PortalDbContext context, Alert alert, CancellationToken cancellationToken) => context.Set<Alert>().AnyAsync(
        stored => stored.TeamId == alert.TeamId && stored.Rule == alert.Rule && stored.Subject == alert.Subject && stored.Occasion == alert.Occasion,
        cancellationToken);

    /// <summary>Adds the alert, a delivery to each webhook and a mail to each person that receives it. <c>SaveChanges</c> writes them in one transaction.</summary>
    public async Task AddAsync(PortalDbContext context, Alert alert, CancellationToken cancellationToken)
    {
        var type = WebhookEvents.TypeOf(alert.Rule);
        var webhooks = await context.Set<WebhookRow>().AsNoTracking().Where(row => row.TeamId == alert.TeamId && row.IsEnabled).ToListAsync(cancellationToken);
        context.Add(alert);
        foreach (var webhook in webhooks.Select(static row => row.ToWebhook()).Where(webhook => webhook.Receives(type)))
            context.Add(WebhookEvents.Of(webhook, alert, alert.At));
        if (mails.AreSent) await AddMailsAsync(context, alert, cancellationToken);
    }

    /// <summary>Owners and admins receive alerts at verified addresses only: any other address can be that of a stranger.</summary>
    private async Task AddMailsAsync(PortalDbContext context, Alert alert, CancellationToken cancellationToken)
    {
        var recipients = await (
            from member in context.Members
            join user in context.Users on member.UserId equals user.Id
            join team in context.Teams on member.TeamId equals team.Id
            where member.TeamId == alert.TeamId && member.RemovedAt == null && (member.Role == Role.Owner || member.Role == Role.Admin)
                && user.EmailConfirmed && !user.MutesAlerts && user.Email != null
            select new { user.Id, user.Email, team.Name })
            .ToListAsync(cancellationToken);
        if (recipients.Count == 0) return;
        var since = alert.At - AlertMails.DigestInterval;
        var isFirst = !await context.Set<Alert>().AnyAsync(other => other.TeamId == alert.TeamId && other.At > since, cancellationToken);
        foreach (var recipient in recipients)
        {
            var user = new UserId(recipient.Id);
            var pending = await context.Set<OutgoingMail>()
                .Where(mail => mail.UserId == user && mail.Kind == MailKind.Alert && mail.Failures == 0)
                .OrderBy(mail => mail.NextAttemptAt).Select(mail => (DateTimeOffset?)mail.NextAttemptAt).FirstOrDefaultAsync(cancellationToken);
            context.Add(mails.Of(alert, recipient.Name, user, recipient.Email!, AlertMails.DelayOf(alert.At, pending, isFirst)));
        }
    }
}
