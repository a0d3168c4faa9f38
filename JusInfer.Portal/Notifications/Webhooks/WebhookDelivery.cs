namespace JusInfer.Portal.Notifications.Webhooks;

internal enum DeliveryStatus
{
    /// <summary>It will be sent, or sent again.</summary>
    Pending,

    /// <summary>The receiver answered with a status from 200 to 299.</summary>
    Delivered,

    /// <summary>No further attempt will be made.</summary>
    Failed,
}

/// <summary>One event for one webhook, with its last attempt.</summary>
internal sealed record WebhookDelivery
{
    /// <summary>Sent as <c>webhook-id</c>. The same in all attempts, so that receivers can recognize an event that they have received before.</summary>
    public required DeliveryId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required WebhookId WebhookId { get; init; }

    /// <summary>The type of the event, one of <see cref="WebhookEvents"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The body, in JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The member that the event is about, with whose account it is deleted; null for events of the team.</summary>
    public MemberId? MemberId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DeliveryStatus Status { get; init; }

    /// <summary>When the next attempt is due; null if there is none. A node that makes the attempt moves it to the end of its lease first.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>The number of failed attempts since the event was created or sent again by a person.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>The duration of the last attempt.</summary>
    public int? DurationMs { get; init; }

    /// <summary>The status of the last response; null if there was none.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>The beginning of the body of the last response.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>Why the last attempt failed, as a sentence; null if it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>A test is sent once, and also if the webhook is disabled.</summary>
    public bool IsTest => Type == WebhookEvents.Test;

    /// <param name="webhook">The receiver.</param>
    /// <param name="type">One of <see cref="WebhookEvents"/>.</param>
    /// <param name="payload">The body, in JSON.</param>
    /// <param name="now">The current time, at which it is due.</param>
    public static WebhookDelivery Create(Webhook webhook, string type, string payload, DateTimeOffset now) => new()
    {
        Id = DeliveryId.New(now),
        TeamId = webhook.TeamId,
        WebhookId = webhook.Id,
        Type = type,
        Payload = payload,
        CreatedAt = now,
        Status = DeliveryStatus.Pending,
        NextAttemptAt = now,
    };
}
