using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Gateway.Upstreams.Health;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// Receives the changes that other nodes committed, and their hints about endpoints, and publishes them in this process. Notifications are lost while the connection is down,
/// so after each connect it publishes that everything of every team may have changed. A pooler can lose them without a word
/// (pgbouncer/pgbouncer#655), so the listener sends itself some over the pool of the store. While they do not arrive, it publishes every
/// second what ends access or spending, and all every half a minute.
/// </summary>
internal sealed partial class PostgresListener(
    StoreOptions options, PostgresChangeFeed feed, Signal<BreakerChanged> breakers, ChangePolling polling, TimeProvider time,
    ILogger<PostgresListener> logger)
    : BackgroundService
{
    /// <summary>
    /// So many probes in a row decide. One that arrives can be chance: a pooler passes on what reaches a connection of the server while it
    /// runs a statement of this client.
    /// </summary>
    private const int Enough = 3;

    /// <summary>What ends access or spending. The rest costs more to read again, and can wait.</summary>
    private static readonly ChangeTopic[] Urgent = [ChangeTopic.Access, ChangeTopic.Budgets, ChangeTopic.Wallet];

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>After so long, a probe counts as lost. Two milliseconds are usual.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    /// <summary>Completed with the first connection that listens.</summary>
    private readonly TaskCompletionSource listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Probe? sent;

    /// <summary>The check goes on while the connection that listens cannot be opened.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await await Task.WhenAny(KeepListeningAsync(stoppingToken), CheckAsync(stoppingToken));

    private async Task KeepListeningAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(cancellationToken);
            }
            catch (Exception fault) when (IsOfConnection(fault))
            {
                LogInterrupted(fault.Message);
                await Task.Delay(ReconnectDelay, time, cancellationToken);
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

        Publish(Enum.GetValues<ChangeTopic>());
        listens.TrySetResult();

        // Without a timeout, after which the driver may close the connection (npgsql/npgsql#5804).
        while (true) await connection.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Checks whether notifications arrive, and polls while they do not. It publishes only what the store has just answered for: while the
    /// store is out of reach, calls go on with what is cached.
    /// </summary>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        // A probe that is sent before this node listens is lost.
        await listens.Task.WaitAsync(ProbeTimeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (arrived, lost, publishedAt) = (0, 0, time.GetTimestamp());
        while (!cancellationToken.IsCancellationRequested)
        {
            using var timeout = new CancellationTokenSource(polling.IsOn ? PollInterval : ProbeTimeout, time);
            var probe = new Probe($"probe:{Guid.NewGuid():N}");
            if (await TrySendAsync(probe, timeout.Token, cancellationToken))
            {
                if (polling.IsOn) PublishDue(ref publishedAt);
                var isHeard = await ArrivesAsync(probe, timeout.Token, cancellationToken);
                (arrived, lost) = isHeard ? (arrived + 1, 0) : (0, lost + 1);
                if (polling.IsOn ? arrived == Enough : lost == Enough) Switch();
                if (!isHeard) continue;
            }

            await Task.Delay(arrived < Enough ? PollInterval : CheckInterval, time, cancellationToken);
        }
    }

    /// <returns>False if it cannot be sent, which says nothing about notifications.</returns>
    private async Task<bool> TrySendAsync(Probe probe, CancellationToken timeout, CancellationToken cancellationToken)
    {
        sent = probe;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout, cancellationToken);
        try
        {
            await using var connection = new NpgsqlConnection(options.ConnectionString);
            await connection.OpenAsync(either.Token);
            await using var notify = new NpgsqlCommand($"SELECT pg_notify('{PostgresChangeFeed.Channel}', $1)", connection);
            notify.Parameters.Add(new() { Value = probe.Payload });
            await notify.ExecuteNonQueryAsync(either.Token);
            return true;
        }
        catch (Exception fault) when (IsOfConnection(fault))
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> ArrivesAsync(Probe probe, CancellationToken timeout, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout, cancellationToken);
        try
        {
            await probe.Arrival.Task.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Switch()
    {
        polling.IsOn = !polling.IsOn;
        if (polling.IsOn) LogLost();
        else LogArrive();
    }

    private void PublishDue(ref long publishedAt)
    {
        var isDue = time.GetElapsedTime(publishedAt) >= CheckInterval;
        if (isDue) publishedAt = time.GetTimestamp();
        Publish(isDue ? Enum.GetValues<ChangeTopic>() : Urgent);
    }

    private void Publish(ReadOnlySpan<ChangeTopic> topics)
    {
        foreach (var topic in topics) feed.Publish(new StoreChange(topic, default), isForeign: true);
    }

    private void Receive(string payload)
    {
        if (sent is { } probe && probe.Payload == payload) probe.Arrival.TrySetResult();
        else if (ChangeNotification.Parse(payload) is { } change && change.Node != feed.Node) feed.Publish(change.Change, isForeign: true);
        else if (BreakerNotification.Parse(payload) is { } hint && hint.Node != feed.Node) breakers.Publish(hint.Change);
    }

    private static bool IsOfConnection(Exception fault) => fault is NpgsqlException or IOException or TimeoutException;

    /// <summary>A separate connection that detects within seconds that the server is unreachable.</summary>
    private string ConnectionString() => new NpgsqlConnectionStringBuilder(options.ListenerConnectionString ?? options.ConnectionString)
    {
        Pooling = false,
        KeepAlive = 5,
        ApplicationName = "jusinfer changes",
    }.ConnectionString;

    [LoggerMessage(LogEvents.ChangesInterrupted, LogLevel.Warning, "The store's change feed was interrupted ({Reason}). Reconnecting.")]
    private partial void LogInterrupted(string reason);

    [LoggerMessage(
        LogEvents.NotificationsLost,
        LogLevel.Warning,
        "Notifications of PostgreSQL do not arrive, as behind PgBouncer in transaction mode. This node asks the store for changes of other "
        + "nodes every second instead. Set ConnectionStrings:StoreListener to a direct connection to the same database that can be "
        + "reached, or use the session mode.")]
    private partial void LogLost();

    [LoggerMessage(LogEvents.NotificationsArrive, LogLevel.Information, "Notifications of PostgreSQL arrive again.")]
    private partial void LogArrive();

    /// <summary>A notification of this node to itself.</summary>
    private sealed record Probe(string Payload)
    {
        public TaskCompletionSource Arrival { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
