using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>A change of a webhook. Absent fields keep their value.</summary>
internal sealed record WebhookChange
{
    /// <summary>The address to which events are sent.</summary>
    [ShortText(WebhookUrl.MaxLength, MinimumLength = 1)]
    public string? Url { get; init; }

    /// <summary>The types of events to send; null or an empty list sends all.</summary>
    [WebhookEvents]
    public Optional<ImmutableArray<string>?> Events { get; init; }

    /// <summary>Whether events are sent. Events that occur meanwhile are not sent later.</summary>
    public bool? Enabled { get; init; }
}
