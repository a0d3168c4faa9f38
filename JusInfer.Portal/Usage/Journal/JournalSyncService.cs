namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Before the first call, stores the usage records that an earlier process left in its journal. Afterwards, syncs the journal to disk every
/// 100 ms, for all calls of that interval together.
/// </summary>
internal sealed partial class JournalSyncService(
    JournalOptions options, UsageJournal journal, IUsageStore store, IIntentStore intents, IntentPrices prices, TimeProvider time, ILogger<JournalSyncService> logger)
    : BackgroundService
{
    private const int BatchSize = 512;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken);
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

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var recovery = new JournalRecovery(prices.PriceOf);
        var locked = new List<FileStream>();
        var recovered = new List<string>();
        try
        {
            foreach (var path in journal.FindLeftovers())
            {
                if (TryLock(path) is not { } file) continue;
                locked.Add(file);
                var segment = new byte[file.Length];
                await file.ReadExactlyAsync(segment, cancellationToken);
                if (recovery.Read(segment) is { } unknown) LogUnknownVersion(path, unknown, JournalFormat.Version);
                else recovered.Add(path);
            }

            // Of a call without a copy, the client has received nothing, and what it held may belong to another node by now.
            var records = options.Durability == JournalDurability.Database
                ? recovery.RecordsOf(await intents.FindAsync(recovery.Open, cancellationToken))
                : recovery.Records;
            var rejected = 0;
            foreach (var batch in records.Chunk(BatchSize)) rejected += await StoreAsync(batch, cancellationToken);
            if (rejected == 0) recovered.ForEach(File.Delete);
            if (records.Count == 0) return;
            LogRecovered(records.Count, records.Count(record => record.ErrorCode == JournalRecovery.InterruptedCode));
        }
        finally
        {
            foreach (var file in locked) await file.DisposeAsync();
        }
    }

    /// <returns>The number of records that the store rejects although it accepts others.</returns>
    private async Task<int> StoreAsync(UsageRecord[] batch, CancellationToken cancellationToken)
    {
        try
        {
            await store.AppendAsync(batch, cancellationToken);
            return 0;
        }
        catch (Exception fault) when (fault is not OperationCanceledException && batch.Length > 1)
        {
            var rejected = await store.AppendEachAsync(batch, cancellationToken);
            foreach (var (record, reason) in rejected) LogRejected(record.Id, reason);
            return rejected.Count;
        }
    }

    /// <summary>Opens a segment exclusively. Null if another running process still writes to it: then it is not left over.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Sync()
    {
        try
        {
            journal.Sync();
        }
        catch (IOException fault)
        {
            LogSyncFailed(fault);
        }
    }

    [LoggerMessage(
        LogEvents.UsageRecovered,
        LogLevel.Warning,
        "Recovered {Count} calls from the journal of a process that did not shut down cleanly; {Interrupted} of them were interrupted.")]
    private partial void LogRecovered(int count, int interrupted);

    [LoggerMessage(
        LogEvents.JournalVersionUnknown,
        LogLevel.Error,
        "The journal file {Path} has entries of format version {Version}; this version of JusInfer can read up to {Supported}. The usage "
        + "records of these entries are not in the store. The file is kept: start a version of JusInfer that can read it.")]
    private partial void LogUnknownVersion(string path, byte version, byte supported);

    [LoggerMessage(
        LogEvents.UsageRejected,
        LogLevel.Error,
        "The store rejects the recovered usage record of call {Id} although it accepts others. The journal is kept; the next start tries again.")]
    private partial void LogRejected(RequestId id, Exception fault);

    [LoggerMessage(LogEvents.JournalSyncFailed, LogLevel.Error, "The journal could not be synced to disk.")]
    private partial void LogSyncFailed(Exception fault);
}
