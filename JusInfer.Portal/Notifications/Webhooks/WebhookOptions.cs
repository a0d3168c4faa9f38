namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>The configuration section <c>Webhooks</c>.</summary>
internal sealed record WebhookOptions
{
    /// <summary>Whether webhooks may be sent to private, loopback and link-local addresses, and to loopback addresses without TLS.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>The time for an attempt, until the beginning of the response's body is read. Not a setting.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
