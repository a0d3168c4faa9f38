using System.Collections.Immutable;
using JusInfer.Portal.Notifications.Alerts;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Stores the webhooks of teams. Changes are entries of the audit log.</summary>
internal interface IWebhookStore
{
    /// <summary>The team's webhooks, oldest first.</summary>
    Task<ImmutableArray<Webhook>> ListAsync(TeamId team, CancellationToken cancellationToken);

    Task<Webhook?> FindAsync(TeamId team, WebhookId id, CancellationToken cancellationToken);

    /// <summary>Adds a webhook; false if the team has <see cref="Webhook.MaxPerTeam"/> already.</summary>
    Task<bool> AddAsync(Webhook webhook, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the URL, the events and whether it is enabled. Enabling ends the state of failing. False if there is no such webhook.
    /// </summary>
    Task<bool> UpdateAsync(Webhook webhook, CancellationToken cancellationToken);

    /// <summary>Removes a webhook and its deliveries; false if there is none.</summary>
    Task<bool> RemoveAsync(TeamId team, WebhookId id, CancellationToken cancellationToken);

    /// <summary>Disables a webhook that keeps failing, and stores the alert that says so; false if it is not enabled.</summary>
    Task<bool> DisableAsync(TeamId team, WebhookId id, string reason, Alert alert, CancellationToken cancellationToken);
}
