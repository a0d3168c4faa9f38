using System.Collections.Immutable;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Stores what is sent to webhooks. Deliveries of alerts are added with the alerts.</summary>
internal interface IDeliveryStore
{
    Task AddAsync(WebhookDelivery delivery, CancellationToken cancellationToken);

    /// <summary>The deliveries to a webhook, newest first.</summary>
    /// <param name="team">The team.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="limit">The maximum number of deliveries.</param>
    /// <param name="after">The page begins after this delivery, which is newer than its deliveries; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ImmutableArray<WebhookDelivery>> ListAsync(TeamId team, WebhookId webhook, int limit, DeliveryId? after, CancellationToken cancellationToken);

    Task<WebhookDelivery?> FindAsync(TeamId team, WebhookId webhook, DeliveryId id, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the delivery that has been due the longest. Until the lease ends, no other node takes it. If this node is killed meanwhile, it is sent again.
    /// </summary>
    /// <param name="now">The current time.</param>
    /// <param name="leasedUntil">When the lease ends.</param>
    /// <param name="busyWebhooks">Webhooks whose deliveries are not taken.</param>
    /// <param name="busyTeams">Teams whose deliveries are not taken.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Null if none is due.</returns>
    Task<WebhookDelivery?> TakeAsync(
        DateTimeOffset now, DateTimeOffset leasedUntil, IReadOnlyCollection<WebhookId> busyWebhooks, IReadOnlyCollection<TeamId> busyTeams,
        CancellationToken cancellationToken);

    /// <summary>
    /// Stores the outcome of an attempt, and since when the webhook fails, unless it was a test. Nothing changes if the lease has ended and another node has
    /// taken the delivery.
    /// </summary>
    /// <param name="taken">The delivery as it was taken.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="at">When the attempt began.</param>
    /// <param name="nextAttemptAt">When to try again; null not to.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<bool> CompleteAsync(WebhookDelivery taken, DeliveryOutcome outcome, DateTimeOffset at, DateTimeOffset? nextAttemptAt, CancellationToken cancellationToken);

    /// <summary>Ends the lease of a delivery whose attempt was canceled: it is due again. The attempt does not count.</summary>
    Task ReturnAsync(WebhookDelivery taken, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes a delivery that is not pending due again, with all its attempts; false if it is pending.</summary>
    Task<bool> RepeatAsync(TeamId team, WebhookId webhook, DeliveryId id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes deliveries that were created before a time.</summary>
    Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>How many deliveries of all teams wait, and for how long.</summary>
    /// <param name="givenUpSince">Deliveries that were given up count if they were created since then.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<DeliveryQueue> ReadQueueAsync(DateTimeOffset givenUpSince, CancellationToken cancellationToken);
}
