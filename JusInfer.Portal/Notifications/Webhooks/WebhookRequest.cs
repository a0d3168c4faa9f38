using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>A new webhook.</summary>
internal sealed record WebhookRequest
{
    /// <summary>The address to which events are sent. It must begin with <c>https://</c> and may not name a private address, unless the operator allows it.</summary>
    [RequiredField, ShortText(WebhookUrl.MaxLength, MinimumLength = 1)]
    public string? Url { get; init; }

    /// <summary>The types of events to send, such as <c>alert.budget_threshold</c>; all if absent or empty.</summary>
    [WebhookEvents]
    public ImmutableArray<string>? Events { get; init; }

    /// <summary>Whether events are sent; true if absent.</summary>
    public bool? Enabled { get; init; }
}
