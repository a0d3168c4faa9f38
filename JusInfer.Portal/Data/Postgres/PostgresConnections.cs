using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// Compares the connections that all nodes may open with those that the server allows, once at the start. A node that gets no connection
/// rejects calls, which happens under load, long after the nodes were set up.
/// </summary>
internal sealed partial class PostgresConnections(
    StoreOptions options, IDbContextFactory<PortalDbContext> contexts, INodeStore nodes, ILogger<PostgresConnections> logger)
    : IHostedService
{
    /// <summary>The connection of <see cref="PostgresListener"/>, which is not in the pool.</summary>
    private const int Listeners = 1;

    private const string AllowedSql = """
        SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int AS "Value"
        """;

    /// <summary>This process was added to the nodes before.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var allowed = await context.Database.SqlQueryRaw<int>(AllowedSql).SingleAsync(cancellationToken);
        var list = await nodes.ListAsync(cancellationToken);
        var running = Math.Max(1, list.Nodes.Count(node => !node.IsDead(list.At)));
        var pool = new NpgsqlConnectionStringBuilder(options.ConnectionString).MaxPoolSize;
        if (running * (pool + Listeners) > allowed) LogTooFew(running, running * (pool + Listeners), allowed, pool);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        LogEvents.TooFewConnections,
        LogLevel.Warning,
        "{Nodes} nodes may open {Needed} connections to PostgreSQL, which allows {Allowed}. Without a connection, calls get 503. Raise "
        + "max_connections of the server, or lower 'Maximum Pool Size' (now {Pool}) in ConnectionStrings:Store.")]
    private partial void LogTooFew(int nodes, int needed, int allowed, int pool);
}
