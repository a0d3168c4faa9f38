namespace JusInfer.Portal.Usage.Journal;

/// <summary>The journal files of earlier processes of this folder, whose calls are stored before the first call of this one.</summary>
internal sealed partial class LeftoverJournals(
    JournalOptions options, UsageOptions usage, UsageJournal journal, IUsageStore store, IIntentStore intents, IStoreClock clock,
    IntentPrices prices, ILogger<LeftoverJournals> logger)
{
    private const int BatchSize = 512;

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var recovery = new JournalRecovery(prices.PriceOf);
        var locked = new List<FileStream>();
        var (whole, damaged) = (new List<string>(), new List<string>());
        try
        {
            foreach (var path in journal.FindLeftovers())
            {
                if (TryLock(path) is not { } file) continue;
                locked.Add(file);
                var segment = new byte[file.Length];
                await file.ReadExactlyAsync(segment, cancellationToken);
                var faults = Read(recovery, segment);
                if (faults.UnknownVersion is { } unknown)
                {
                    LogUnknownVersion(path, unknown, JournalFormat.Version);
                    continue;
                }

                (faults.IsDamaged ? damaged : whole).Add(path);
                if (faults.IsDamaged) LogDamaged(path, faults.Gaps, faults.DamagedBytes, DamagedJournals.KeptAs(path));
            }

            if (locked.Count == 0) return;
            await SkipExpiredAsync(recovery, cancellationToken);

            // Of a call without a copy, the client has received nothing, and what it held may belong to another node by now.
            var records = options.Durability == JournalDurability.Database
                ? recovery.RecordsOf(await intents.FindAsync(recovery.Open, cancellationToken))
                : recovery.Records;
            var rejected = 0;
            foreach (var batch in records.Chunk(BatchSize)) rejected += await StoreAsync(batch, cancellationToken);
            if (rejected == 0)
            {
                whole.ForEach(File.Delete);
                damaged.ForEach(DamagedJournals.Keep);
            }

            if (records.Count == 0) return;
            LogRecovered(records.Count, records.Count(record => record.ErrorCode == JournalRecovery.InterruptedCode));
        }
        finally
        {
            foreach (var file in locked) await file.DisposeAsync();
        }
    }

    private static JournalFaults Read(JournalRecovery recovery, byte[] segment)
    {
        var entries = SegmentLayout.Split(segment, out var marks);
        return recovery.Read(entries, marks);
    }

    private async Task SkipExpiredAsync(JournalRecovery recovery, CancellationToken cancellationToken)
    {
        if (usage.RetentionDays == 0) return;
        var expired = recovery.RemoveBefore((await clock.ReadAsync(cancellationToken)).AddDays(-usage.RetentionDays));
        if (expired > 0) LogExpired(expired, usage.RetentionDays);
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

    [LoggerMessage(
        LogEvents.UsageRecovered,
        LogLevel.Warning,
        "Recovered {Count} calls from the journal of a process that did not shut down cleanly; {Interrupted} of them were interrupted.")]
    private partial void LogRecovered(int count, int interrupted);

    [LoggerMessage(
        LogEvents.JournalDamaged,
        LogLevel.Error,
        "The journal file {Path} is damaged in {Gaps} places, {Bytes} bytes together. All other calls of it are stored; one whose entry "
        + "was damaged is recorded as interrupted or not at all. The file is kept as {Kept}. Check the disk.")]
    private partial void LogDamaged(string path, int gaps, long bytes, string kept);

    [LoggerMessage(
        LogEvents.ExpiredCallsSkipped,
        LogLevel.Warning,
        "{Count} calls of the journal are older than the retention of {Days} days and are not stored: they may have been stored and "
        + "removed before.")]
    private partial void LogExpired(int count, int days);

    [LoggerMessage(
        LogEvents.JournalVersionUnknown,
        LogLevel.Error,
        "The journal file {Path} has entries of format version {Version}; this version of JusInfer can read up to {Supported}. The usage "
        + "records of these entries are not in the store. The file is kept: start a version of JusInfer that can read it.")]
    private partial void LogUnknownVersion(string path, byte version, byte supported);

    [LoggerMessage(
        LogEvents.UsageRejected,
        LogLevel.Error,
        "The store rejects the recovered usage record of call {Id} although it accepts others. The journal is kept; the next start "
        + "tries again.")]
    private partial void LogRejected(RequestId id, Exception fault);
}
