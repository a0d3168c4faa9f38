using JusInfer.Portal.Data.Changes;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// Hears what other nodes committed and tells this process. News that came while the connection was away is lost; so each time it listens
/// again it says that every team's access may have changed.
/// </summary>
internal sealed partial class PostgresListener(
    StoreOptions options, PostgresChangeFeed feed, TimeProvider time, ILogger<PostgresListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

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
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString());
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresChangeFeed.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        feed.Publish(new StoreChange(ChangeTopic.Access, default));
        while (true) await connection.WaitAsync(cancellationToken);
    }

    private void Hear(string payload)
    {
        if (ChangeNews.Parse(payload) is { } news && news.Node != feed.Node) feed.Publish(news.Change);
    }

    /// <summary>A connection of its own, which notices within seconds that the server is gone.</summary>
    private string ConnectionString() => new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        Pooling = false,
        KeepAlive = 5,
        ApplicationName = "jusinfer changes",
    }.ConnectionString;

    [LoggerMessage(LogEvents.ChangesInterrupted, LogLevel.Warning, "The store's change feed is interrupted ({Reason}); listening again.")]
    private partial void LogInterrupted(string reason);
}
