using System.Globalization;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>The journal files of earlier processes of this folder, whose calls are stored before the first call of this one.</summary>
internal sealed partial class LeftoverJournals(
    JournalOptions options, UsageOptions usage, UsageJournal journal, IUsageStore store, IIntentStore intents, IRemovalClock clock,
    IntentPrices prices, ILogger<LeftoverJournals> logger, IFormerOverdrafts? overdrafts = null)
{
    private const int BatchSize = 512;

    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var recovery = new JournalRecovery(prices.PriceOf);
        var locked = new List<FileStream>();
        var (whole, damaged, unknown) = (new List<string>(), new List<string>(), new List<FileStream>());
        try
        {
            foreach (var path in journal.FindLeftovers())
            {
                if (TryLock(path) is not { } file) continue;
                locked.Add(file);
                var segment = new byte[file.Length];
                await file.ReadExactlyAsync(segment, cancellationToken);
                var faults = recovery.Read(SegmentLayout.Split(segment));
                if (faults.UnknownVersion is { } version)
                {
                    unknown.Add(file);
                    LogUnknownVersion(path, version, JournalFormat.Version);
                    continue;
                }

                (faults.IsDamaged ? damaged : whole).Add(path);
                if (faults.IsDamaged) LogDamaged(path, faults.Gaps, faults.DamagedBytes, Losses(faults), DamagedJournals.KeptAs(path));
            }

            if (locked.Count == 0) return;
            await SkipExpiredAsync(recovery, cancellationToken);

            // Of a call without a copy, the client has received nothing, and what it held may belong to another node by now.
            var records = options.Durability == JournalDurability.Database
                ? recovery.RecordsOf(await intents.FindAsync(recovery.Open, cancellationToken))
                : recovery.Records;

            var rejected = new HashSet<RequestId>();
            records = await SkipForeignAsync(records, rejected, cancellationToken);

            // With all of its calls, it is known what the process had used.
            if (overdrafts is not null && recovery.Overdrafts.Count > 0 && damaged.Count + unknown.Count == 0)
                records = await overdrafts.ChargeAsync(records, recovery.Overdrafts, cancellationToken);
            foreach (var batch in records.Chunk(BatchSize)) rejected.UnionWith(await StoreAsync(batch, cancellationToken));
            foreach (var file in rejected.Count == 0 ? unknown : locked) await MarkStoredAsync(file, rejected, cancellationToken);
            if (rejected.Count == 0)
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

    private static string Losses(JournalFaults faults) => faults switch
    {
        { IsCut: true } => "Its end is missing or damaged, so it is not known how many of its calls are gone.",
        { LostCalls: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{faults.LostCalls} of its calls are gone."),
        _ => "One whose entry was damaged is recorded as interrupted or not at all.",
    };

    private async Task SkipExpiredAsync(JournalRecovery recovery, CancellationToken cancellationToken)
    {
        if (usage.RetentionDays == 0) return;
        var expired = recovery.RemoveBefore((await clock.ReadStoreTimeAsync(cancellationToken)).AddDays(-usage.RetentionDays));
        if (expired > 0) LogExpired(expired, usage.RetentionDays);
    }

    /// <summary>
    /// Leaves out calls of teams that the database does not have: the journal is of another one, such as that which a restore is about to
    /// put back (tursodatabase/turso#8103), or that of another server (infobip/popout#4). Its file stays.
    /// </summary>
    private async Task<IReadOnlyList<UsageRecord>> SkipForeignAsync(
        IReadOnlyList<UsageRecord> records, HashSet<RequestId> rejected, CancellationToken cancellationToken)
    {
        var missing = await store.FindMissingTeamsAsync([.. records.Select(static record => record.TeamId).Distinct()], cancellationToken);
        if (missing.Count == 0) return records;
        rejected.UnionWith(records.Where(record => missing.Contains(record.TeamId)).Select(static record => record.Id));
        LogForeign(rejected.Count, options.Path, missing.Count);
        return [.. records.Where(record => !missing.Contains(record.TeamId))];
    }

    /// <summary>Marks the calls of a file that stays for a later start, which does not store them again then.</summary>
    private static async Task MarkStoredAsync(FileStream file, HashSet<RequestId> rejected, CancellationToken cancellationToken)
    {
        var segment = new byte[file.Length];
        file.Position = 0;
        await file.ReadExactlyAsync(segment, cancellationToken);
        ReadOnlyMemory<byte> stored = new[] { SegmentLayout.Stored };
        foreach (var mark in MarksOf(segment, rejected)) RandomAccess.Write(file.SafeFileHandle, stored.Span, mark);
        file.Flush(flushToDisk: true);
    }

    /// <returns>The positions of the marks of the calls that are stored.</returns>
    private static List<int> MarksOf(byte[] file, HashSet<RequestId> rejected)
    {
        var marks = new List<int>();
        var segment = SegmentLayout.Split(file);
        if (segment.Marks.IsEmpty) return marks;
        var scanner = new EntryScanner(segment.Entries);
        while (scanner.TryRead(out var offset, out var entry))
        {
            if (entry is JournalEntry.Intent { Call.Id: var id } && !rejected.Contains(id))
                marks.Add(SegmentLayout.MarkOf(segment, offset));
        }

        return marks;
    }

    /// <returns>The records that the store rejects although it accepts others.</returns>
    private async Task<IEnumerable<RequestId>> StoreAsync(UsageRecord[] batch, CancellationToken cancellationToken)
    {
        try
        {
            await store.AppendAsync(batch, cancellationToken);
            return [];
        }
        catch (Exception fault) when (fault is not OperationCanceledException && batch.Length > 1)
        {
            var rejected = await store.AppendEachAsync(batch, cancellationToken);
            foreach (var (record, reason) in rejected) LogRejected(record.Id, reason);
            return rejected.Select(static one => one.Record.Id);
        }
    }

    /// <summary>Opens a segment exclusively. Null if another running process still writes to it: then it is not left over.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
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
        "The journal file {Path} is damaged in {Gaps} places, {Bytes} bytes together. The calls that can be read are stored. {Losses} "
        + "The file is kept as {Kept}. Check the disk, and compare the provider's bill with the calls of that time.")]
    private partial void LogDamaged(string path, int gaps, long bytes, string losses, string kept);

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
        LogEvents.JournalOfAnotherStore,
        LogLevel.Error,
        "{Count} calls of the journal in {Path} are of {Teams} teams that the database does not have. They are not stored, and their files "
        + "are kept: start the server with the database that they belong to. If it is gone, delete the journal files.")]
    private partial void LogForeign(int count, string path, int teams);

    [LoggerMessage(
        LogEvents.UsageRejected,
        LogLevel.Error,
        "The store rejects the recovered usage record of call {Id} although it accepts others. The journal is kept; the next start "
        + "tries again.")]
    private partial void LogRejected(RequestId id, Exception fault);
}
