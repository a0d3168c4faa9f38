using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>Notifies all nodes of the database by <c>NOTIFY</c> in the transaction of the change.</summary>
internal sealed class PostgresChangeFeed(ChangeSignals signals, ILogger<ChangeFeed> logger) : ChangeFeed(signals, logger)
{
    public const string Channel = "jusinfer";

    /// <summary>Identifies this node in its notifications, so that it ignores its own.</summary>
    public Guid Node { get; } = Guid.NewGuid();

    public override Task AnnounceAsync(
        PortalDbContext context, IReadOnlyCollection<StoreChange> changes, CancellationToken cancellationToken)
    {
        string[] payloads = [.. changes.Select(change => new ChangeNotification(change, Node).ToString())];
        return context.Database.ExecuteSqlAsync(
            $"SELECT pg_notify({Channel}, payload) FROM unnest({payloads}) AS payload", cancellationToken);
    }
}
