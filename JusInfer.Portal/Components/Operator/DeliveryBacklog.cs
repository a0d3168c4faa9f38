using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Components.Operator;

/// <summary>What all nodes have to send, as the store has it.</summary>
internal sealed record DeliveryBacklog(MailQueue Mails, DeliveryQueue Deliveries)
{
    /// <summary>Of the deliveries that were given up.</summary>
    public static readonly TimeSpan GivenUpPeriod = TimeSpan.FromDays(7);

    /// <summary>A mail waits for at most 15 minutes on purpose: for further alerts to the same person.</summary>
    private static readonly TimeSpan MaxMailAge = TimeSpan.FromMinutes(30);

    /// <summary>A delivery that failed waits for hours on purpose, so only the time counts since which it is due.</summary>
    private static readonly TimeSpan MaxOverdue = TimeSpan.FromMinutes(5);

    /// <summary>Mails wait for so long that the server does not take them, or no node sends them.</summary>
    public bool AreMailsLate(DateTimeOffset now) => now - Mails.Oldest >= MaxMailAge;

    /// <summary>Deliveries are due for so long that no node sends them, or there are more than the nodes can send.</summary>
    public bool AreDeliveriesLate(DateTimeOffset now) => now - Deliveries.DueSince >= MaxOverdue;
}
