using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Changes;

/// <summary>
/// Tells this process what the store committed. On SQLite there is no one else to tell; on PostgreSQL the other nodes hear it, too.
/// </summary>
internal partial class ChangeFeed(Signal<AccessChanged> access, Signal<UsageChanged> usage, ILogger<ChangeFeed> logger)
{
    /// <summary>Makes the news part of the running transaction: it goes out if and when that commits.</summary>
    public virtual Task AnnounceAsync(
        PortalDbContext context, IReadOnlyCollection<StoreChange> changes, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Tells this process, after the commit. A listener that fails is logged: what is stored stays stored.</summary>
    public void Publish(StoreChange change)
    {
        try
        {
            if (change.Topic == ChangeTopic.Access) access.Publish(new AccessChanged(change.Tenant));
            else usage.Publish(new UsageChanged(change.Tenant));
        }
        catch (AggregateException faults)
        {
            LogListenerFailed(faults, change.Topic, change.Tenant);
        }
    }

    [LoggerMessage(LogEvents.ListenerFailed, LogLevel.Error, "A listener failed on news of {Topic} of {Tenant}.")]
    private partial void LogListenerFailed(Exception faults, ChangeTopic topic, TenantId tenant);
}
