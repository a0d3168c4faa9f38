using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JusInfer.Portal.Notifications.Alerts;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>The types of events, and their payloads: <c>{type, timestamp, data}</c>, as Standard Webhooks recommends.</summary>
internal static class WebhookEvents
{
    /// <summary>The type of a test that a person sends.</summary>
    public const string Test = "webhook.test";

    /// <summary>The types that a webhook can select.</summary>
    public static readonly ImmutableArray<string> All = [.. Enum.GetValues<AlertRule>().Select(TypeOf)];

    public static string TypeOf(AlertRule rule) => $"alert.{EnumFormat.Format(rule)}";

    public static WebhookDelivery Of(Webhook webhook, Alert alert, DateTimeOffset now)
    {
        var type = TypeOf(alert.Rule);
        return WebhookDelivery.Create(webhook, type, PayloadOf(type, alert.At, DataOf(alert)), now) with { MemberId = alert.MemberId };
    }

    public static WebhookDelivery TestOf(Webhook webhook, DateTimeOffset now) => WebhookDelivery.Create(
        webhook, Test, PayloadOf(Test, now, new JsonObject { ["webhook_id"] = webhook.Id.ToString(), ["message"] = "This is a test of the webhook." }), now);

    /// <summary>The fields of the alert in the API.</summary>
    private static JsonObject DataOf(Alert alert) => new()
    {
        ["id"] = alert.Id.ToString(),
        ["at"] = Text(alert.At),
        ["rule"] = EnumFormat.Format(alert.Rule),
        ["subject"] = alert.Subject,
        ["message"] = alert.Message,
        ["advice"] = AlertDescriptions.AdviceOf(alert.Rule),
        ["path"] = AlertDescriptions.PathOf(alert),
        ["member_id"] = alert.MemberId?.ToString(),
    };

    private static string PayloadOf(string type, DateTimeOffset at, JsonObject data) =>
        new JsonObject { ["type"] = type, ["timestamp"] = Text(at), ["data"] = data }.ToJsonString();

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
