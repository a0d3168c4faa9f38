namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Before the first call, stores the usage records that an earlier process left in its journal. Afterwards, syncs the journal to disk every
/// 100 ms, for all calls of that interval together.
/// </summary>
internal sealed partial class JournalSyncService(
    JournalOptions options, UsageJournal journal, LeftoverJournals leftovers, TimeProvider time, ILogger<JournalSyncService> logger)
    : BackgroundService
{
    /// <exception cref="JournalNotOwnedException">The folder or a file in it belongs to another user.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await leftovers.RecoverAsync(cancellationToken);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new JournalNotOwnedException(options, fault);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(JournalOptions.SyncInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Sync();
        }
        catch (OperationCanceledException)
        {
            Sync();
        }
    }

    private void Sync()
    {
        try
        {
            if (journal.LeaveDeleted() is { } deleted) LogDeleted(deleted);
            journal.Sync();
        }
        catch (IOException fault)
        {
            LogSyncFailed(fault);
        }
    }

    [LoggerMessage(LogEvents.JournalSyncFailed, LogLevel.Error, "The journal could not be synced to disk.")]
    private partial void LogSyncFailed(Exception fault);

    [LoggerMessage(
        LogEvents.JournalDeleted,
        LogLevel.Error,
        "The journal file {Path} was deleted while the server was using it. Calls that are running now are lost if the process is killed; "
        + "later ones are in a new file. Stop the server before you delete its journal.")]
    private partial void LogDeleted(string path);
}
