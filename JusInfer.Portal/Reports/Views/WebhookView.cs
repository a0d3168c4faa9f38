using System.Text.Json.Serialization;
using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A webhook.</summary>
internal sealed record WebhookView
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    /// <summary>The types of events that are sent; empty for all.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    public required bool Enabled { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Since when every attempt has failed; null if the last one succeeded.</summary>
    public required DateTime? FailingSince { get; init; }

    /// <summary>Why JusInfer disabled it; null if it did not.</summary>
    public required string? DisabledReason { get; init; }

    /// <summary>The signing secret, <c>whsec_…</c>. Only in the response that adds the webhook.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static WebhookView From(Webhook webhook) => new()
    {
        Id = webhook.Id.ToString(),
        Url = webhook.Url,
        Events = webhook.Events,
        Enabled = webhook.IsEnabled,
        CreatedAt = webhook.CreatedAt.UtcDateTime,
        FailingSince = webhook.FailingSince?.UtcDateTime,
        DisabledReason = webhook.DisabledReason,
    };

    public static WebhookView From(AddedWebhook added) => From(added.Webhook) with { Secret = added.Secret.Reveal() };
}
