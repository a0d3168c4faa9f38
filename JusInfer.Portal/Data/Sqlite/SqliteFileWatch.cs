namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Stops the server after its database file was replaced, renamed or deleted: only a start opens another file properly. It has to be so
/// twice in a row, since a file may be renamed for a moment.
/// </summary>
internal sealed partial class SqliteFileWatch(
    OpenedSqliteFile file, StoreOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SqliteFileWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile bool hasStoppedServer;

    public bool HasStoppedServer => hasStoppedServer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        file.Open();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var times = 0; times < 2; times = file.HasMoved() ? times + 1 : 0) await Task.Delay(Interval, time, stoppingToken);
        hasStoppedServer = true;
        LogMoved(options.SqliteFile);
        lifetime.StopApplication();
    }

    [LoggerMessage(
        LogEvents.DatabaseFileMoved,
        LogLevel.Critical,
        "{Database} is not the file that this server opened: it was replaced, renamed or deleted while the server was running. The server "
        + "stops, so that its next start opens the file that is there then. Changes since the file was moved are refused, and what was "
        + "stored before is in the moved file and its -wal, which the next start keeps. Start the server again, if no supervisor does. To "
        + "go on with the former file, put it back first.")]
    private partial void LogMoved(string database);
}
