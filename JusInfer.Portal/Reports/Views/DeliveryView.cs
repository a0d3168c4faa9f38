using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An event that is sent to a webhook, with the last attempt.</summary>
internal sealed record DeliveryView
{
    /// <summary>The value of the header <c>webhook-id</c>.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    public required int Attempts { get; init; }

    /// <summary>When the next attempt is due; null if there is none.</summary>
    public required DateTime? NextAttemptAt { get; init; }

    public required DateTime? LastAttemptAt { get; init; }

    public required int? DurationMs { get; init; }

    /// <summary>The status of the last response; null if there was none.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>The first 2 KiB of the last response.</summary>
    public required string? ResponseBody { get; init; }

    /// <summary>Why the last attempt failed; null if it succeeded.</summary>
    public required string? Error { get; init; }

    /// <summary>The body, exactly as it is signed and sent.</summary>
    public required string Payload { get; init; }

    public static DeliveryView From(WebhookDelivery delivery) => new()
    {
        Id = delivery.Id.ToString(),
        Type = delivery.Type,
        CreatedAt = delivery.CreatedAt.UtcDateTime,
        Status = EnumFormat.Format(delivery.Status),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.NextAttemptAt?.UtcDateTime,
        LastAttemptAt = delivery.LastAttemptAt?.UtcDateTime,
        DurationMs = delivery.DurationMs,
        ResponseStatus = delivery.ResponseStatus,
        ResponseBody = delivery.ResponseBody,
        Error = delivery.Error,
        Payload = delivery.Payload,
    };
}

/// <summary>A page of deliveries.</summary>
/// <param name="Data">The deliveries, newest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
internal sealed record DeliveryPageView(IReadOnlyList<DeliveryView> Data, string? Next);
