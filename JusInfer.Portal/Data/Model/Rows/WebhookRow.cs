using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class WebhookRow
{
    public required WebhookId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string Url { get; init; }

    /// <summary>The types of events, separated by spaces; empty for all.</summary>
    public required string Events { get; init; }

    /// <summary>Encrypted with Data Protection.</summary>
    public required byte[] Secret { get; init; }

    public required bool IsEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    public string? DisabledReason { get; init; }

    public static WebhookRow From(Webhook webhook) => new()
    {
        Id = webhook.Id,
        TeamId = webhook.TeamId,
        Url = webhook.Url,
        Events = EventsOf(webhook),
        Secret = webhook.Secret,
        IsEnabled = webhook.IsEnabled,
        CreatedAt = webhook.CreatedAt,
        FailingSince = webhook.FailingSince,
        DisabledReason = webhook.DisabledReason,
    };

    public static string EventsOf(Webhook webhook) => string.Join(' ', webhook.Events);

    public Webhook ToWebhook() => new()
    {
        Id = Id,
        TeamId = TeamId,
        Url = Url,
        Events = [.. Events.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        Secret = Secret,
        IsEnabled = IsEnabled,
        CreatedAt = CreatedAt,
        FailingSince = FailingSince,
        DisabledReason = DisabledReason,
    };
}
