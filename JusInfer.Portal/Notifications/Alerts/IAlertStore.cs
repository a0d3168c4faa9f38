using System.Collections.Immutable;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Stores alerts, and with each one its deliveries to the team's webhooks.</summary>
internal interface IAlertStore
{
    /// <summary>Stores the alerts that are not stored yet. Of several nodes that raise the same alert, one stores it.</summary>
    /// <returns>Those that were stored.</returns>
    Task<ImmutableArray<Alert>> AddAsync(IReadOnlyCollection<Alert> alerts, CancellationToken cancellationToken);

    Task<ImmutableArray<Alert>> ListAsync(AlertFilter filter, CancellationToken cancellationToken);

    /// <summary>Removes alerts that were raised before a time.</summary>
    Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}
