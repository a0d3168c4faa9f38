using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Gateway.Upstreams.Health;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// Receives the changes that other nodes committed, and their hints about endpoints, and publishes them in this process. Notifications are lost while the connection is down,
/// so after each connect it publishes that everything of every team may have changed.
/// </summary>
internal sealed partial class PostgresListener(
    StoreOptions options, PostgresChangeFeed feed, Signal<BreakerChanged> breakers, TimeProvider time, ILogger<PostgresListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException)
            {
                LogInterrupted(fault.Message);
                await Task.Delay(ReconnectDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString());
        connection.Notification += (_, notification) => Receive(notification.Payload);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresChangeFeed.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var topic in Enum.GetValues<ChangeTopic>()) feed.Publish(new StoreChange(topic, default), isForeign: true);
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private void Receive(string payload)
    {
        if (ChangeNotification.Parse(payload) is { } notification && notification.Node != feed.Node) feed.Publish(notification.Change, isForeign: true);
        if (BreakerNotification.Parse(payload) is { } hint && hint.Node != feed.Node) breakers.Publish(hint.Change);
    }

    /// <summary>A separate connection that detects within seconds that the server is unreachable.</summary>
    private string ConnectionString() => new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        Pooling = false,
        KeepAlive = 5,
        ApplicationName = "jusinfer changes",
    }.ConnectionString;

    [LoggerMessage(LogEvents.ChangesInterrupted, LogLevel.Warning, "The store's change feed was interrupted ({Reason}). Reconnecting.")]
    private partial void LogInterrupted(string reason);
}
