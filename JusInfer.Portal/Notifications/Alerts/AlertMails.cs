using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Writes the mails about alerts.</summary>
internal sealed class AlertMails(Outbox outbox)
{
    /// <summary>After an alert, further ones of the team wait this long, and are sent as one mail.</summary>
    public static readonly TimeSpan DigestInterval = TimeSpan.FromMinutes(15);

    /// <summary>As long as webhooks are tried.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>How long the first alert waits for others that have the same cause.</summary>
    private static readonly TimeSpan CollectTime = TimeSpan.FromSeconds(30);

    public bool AreSent => outbox.IsEnabled;

    /// <summary>How long a mail waits.</summary>
    /// <param name="now">The time of the alert.</param>
    /// <param name="pending">When the next mail to the person is due that was not tried yet; null if none waits.</param>
    /// <param name="isFirst">Whether the team had no other alert within <see cref="DigestInterval"/>.</param>
    public static TimeSpan DelayOf(DateTimeOffset now, DateTimeOffset? pending, bool isFirst)
    {
        if (pending is not { } due) return isFirst ? CollectTime : DigestInterval;
        return due > now ? due - now : TimeSpan.Zero;
    }

    /// <param name="alert">The alert.</param>
    /// <param name="team">The name of its team.</param>
    /// <param name="user">The account of the recipient.</param>
    /// <param name="email">The address of the recipient.</param>
    /// <param name="delay">As of <see cref="DelayOf"/>.</param>
    public OutgoingMail Of(Alert alert, string team, UserId user, string email, TimeSpan delay) => outbox.Seal(new MailDraft
    {
        Kind = MailKind.Alert,
        To = email,
        Delay = delay,
        Lifetime = Lifetime,
        UserId = user,
        TeamId = alert.TeamId,
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
