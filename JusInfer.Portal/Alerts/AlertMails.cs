using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Alerts;

/// <summary>Writes the mails about alerts.</summary>
internal sealed class AlertMails(Outbox outbox)
{
    /// <summary>As long as webhooks are tried.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    public bool AreSent => outbox.IsEnabled;

    /// <param name="alert">The alert.</param>
    /// <param name="team">The name of its team.</param>
    /// <param name="user">The account of the recipient.</param>
    /// <param name="email">The address of the recipient.</param>
    public OutgoingMail Of(Alert alert, string team, UserId user, string email) => outbox.Seal(new MailDraft
    {
        Kind = MailKind.Alert,
        To = email,
        Lifetime = Lifetime,
        UserId = user,
        TenantId = alert.TenantId,
        MemberId = alert.MemberId,
        Content = new MailContent
        {
            Subject = $"JusInfer alert: {AlertDescriptions.TitleOf(alert.Rule)} ({team})",
            Paragraphs = [alert.Message, AlertDescriptions.AdviceOf(alert.Rule)],
            Link = new MailLink("Open the page about it", outbox.Origin + AlertDescriptions.PathOf(alert)),
            Footer = $"You receive this mail as an owner or admin of the team {team}. You can turn alerts by e-mail off on your account page, {outbox.Origin}/account.",
        },
    });
}
