using JusInfer.Portal.Data.Model;

namespace JusInfer.Portal.Data.Changes;

/// <summary>
/// Notifies this process of committed changes. With SQLite there is no other node; with PostgreSQL the other nodes are notified, too.
/// </summary>
internal partial class ChangeFeed(ChangeSignals signals, ILogger<ChangeFeed> logger)
{
    /// <summary>Notifies other nodes as part of the open transaction: they are notified if and when it commits.</summary>
    public virtual Task AnnounceAsync(
        PortalDbContext context, IReadOnlyCollection<StoreChange> changes, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>
    /// Notifies this process, after the commit. An exception of a subscriber is logged, because the change is already stored.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="isForeign">Whether another node made it.</param>
    public void Publish(StoreChange change, bool isForeign = false)
    {
        try
        {
            signals.Publish(change, isForeign);
        }
        catch (AggregateException faults)
        {
            LogListenerFailed(faults, change.Topic, change.Team);
        }
    }

    [LoggerMessage(LogEvents.ListenerFailed, LogLevel.Error, "A subscriber failed on a change of {Topic} of {Team}.")]
    private partial void LogListenerFailed(Exception faults, ChangeTopic topic, TeamId team);
}
