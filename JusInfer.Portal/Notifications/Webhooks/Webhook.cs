using System.Collections.Immutable;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>An address of a team to which events are sent.</summary>
internal sealed record Webhook
{
    /// <summary>The most that a team can have.</summary>
    public const int MaxPerTeam = 10;

    public required WebhookId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>An absolute URL. Its path and query can contain a credential of the receiver.</summary>
    public required string Url { get; init; }

    /// <summary>The types of events that are sent; all if empty.</summary>
    public ImmutableArray<string> Events { get; init; } = [];

    /// <summary>The signing secret, encrypted by <see cref="WebhookSecrets"/>.</summary>
    public required byte[] Secret { get; init; }

    public required bool IsEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first of the attempts failed that have failed since the last success; null if the last attempt succeeded. Tests do not count.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why JusInfer disabled it, as a sentence; null if it did not.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>The part of the URL that is not secret: scheme, host and port.</summary>
    public string Origin => new Uri(Url).GetLeftPart(UriPartial.Authority);

    /// <summary>Whether events of a type are sent.</summary>
    public bool Receives(string type) => IsEnabled && (Events.IsEmpty || Events.Contains(type));
}
