using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The queues of mails and deliveries in words.</summary>
internal static class QueueDescriptions
{
    private const string Unknown = "could not be read";

    public static string Describe(MailQueue? queue, DateTimeOffset now) => queue is null ? Unknown : Describe(queue.Oldest, queue.Failing, now);

    public static string Describe(DeliveryQueue? queue, DateTimeOffset now)
    {
        if (queue is null) return Unknown;
        var waiting = Describe(queue.Oldest, queue.Failing, now);
        return queue.GivenUp == 0 ? waiting : $"{waiting}; {NumberFormat.Count(queue.GivenUp)} given up in {DeliveryBacklog.GivenUpPeriod.Days} days";
    }

    /// <summary>The time since then in its largest whole unit: <c>12 min</c>, <c>5 h</c>, <c>3 days</c>.</summary>
    public static string Age(DateTimeOffset since, DateTimeOffset now) => (now - since) switch
    {
        { TotalMinutes: < 1 } => "less than 1 min",
        { TotalHours: < 1 } age => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } age => $"{(int)age.TotalHours} h",
        var age => $"{(int)age.TotalDays} days",
    };

    private static string Describe(DateTimeOffset? oldest, int failing, DateTimeOffset now)
    {
        if (oldest is not { } created) return "Queue is empty";
        return $"the oldest for {Age(created, now)}{(failing == 0 ? null : $", {NumberFormat.Count(failing)} failed before")}";
    }
}
