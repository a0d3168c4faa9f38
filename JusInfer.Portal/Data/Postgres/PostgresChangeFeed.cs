using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>Tells every node that shares the database, by <c>NOTIFY</c> within the transaction that makes the change.</summary>
internal sealed class PostgresChangeFeed(Signal<AccessChanged> access, Signal<UsageChanged> usage, ILogger<ChangeFeed> logger)
    : ChangeFeed(access, usage, logger)
{
    public const string Channel = "jusinfer";

    /// <summary>Names this node in its own news, so that it does not take them for another's.</summary>
    public Guid Node { get; } = Guid.NewGuid();

    public override Task AnnounceAsync(
        PortalDbContext context, IReadOnlyCollection<StoreChange> changes, CancellationToken cancellationToken)
    {
        string[] news = [.. changes.Select(change => new ChangeNews(change, Node).ToString())];
        return context.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, news) FROM unnest({news}) AS news", cancellationToken);
    }
}
