using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Stores the records of closed calls in batches. If the store is unavailable, it retries until the store accepts them. A record
/// that the store rejects while it accepts others stays in the journal; no record is dropped.
/// </summary>
internal sealed partial class UsageWriter(
    UsageLedger ledger, IUsageStore store, StoreLock storeLock, TimeProvider time, ILogger<UsageWriter> logger) : BackgroundService
{
    /// <summary>
    /// A batch of a team with limits costs a node 3 ms more than one without, however many records it has: with batches of 512, 6 us of the 80 us of a
    /// call of a busy node (<c>benchmarks/nodes.py</c>, perf).
    /// </summary>
    private const int BatchSize = 2048;

    /// <summary>
    /// Keeps records visible within two seconds of their call's end with at most five transactions per second that are not full.
    /// </summary>
    private static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>After so many failures of a batch, its records are stored one by one, so that one of them cannot block the others.</summary>
    private const int MaxBatchAttempts = 3;

    private static readonly TimeSpan MinRetryDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A thread of its own. On the thread pool, a batch of 300 records occupied one of the threads of the calls for 13 to 25 ms five times per
    /// second, and its commit for 5 ms more: with a busy process on one core, the 99th percentile of a call was 25 ms
    /// (<c>benchmarks/isolation.py</c>). It has the priority of the pool: with a lower one it could not keep up with a saturated core, and the newest
    /// stored record was 19 seconds old after 90 seconds.
    /// </summary>
    private readonly DedicatedThreads thread = new("Usage writer", count: 1, niceValue: 0);

    /// <summary>Why the newest attempt to store records failed; null if it succeeded.</summary>
    public Exception? Failure { get; private set; }

    public override void Dispose()
    {
        thread.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => thread.RunAsync(() => WriteAsync(stoppingToken));

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        // Ends when the ledger is completed and empty. Calls still end after the host has started to stop.
        var batch = new List<PendingRecord>(BatchSize);
        while (await ledger.Pending.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < BatchSize && ledger.Pending.TryRead(out var record)) batch.Add(record);
            await StoreAsync(batch);
            if (batch.Count < BatchSize) await DelayAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        ledger.Complete();
        await base.StopAsync(cancellationToken);
    }

    /// <summary>Stores a batch, to which the records that are closed meanwhile are added if it has to be retried.</summary>
    private async Task StoreAsync(List<PendingRecord> batch)
    {
        var delay = MinRetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ConfirmAsync(batch);

                // The records are marked before totals are read again, so that a total never counts one twice.
                var separately = attempt > MaxBatchAttempts;
                await storeLock.RunAsync(
                    async () =>
                    {
                        var rejected = await AppendAsync(batch.ConvertAll(pending => pending.Record), separately);
                        foreach (var pending in batch.Where(pending => !rejected.Contains(pending.Record.Id))) MarkStored(pending);
                        return rejected;
                    },
                    CancellationToken.None);
                Failure = null;
                return;
            }
            catch (Exception fault)
            {
                Failure = fault;
                LogStoreFailed(batch.Count, delay.TotalMilliseconds, fault);
                await Task.Delay(delay, time);
                delay = delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
                AddNewRecords(batch);
            }
        }
    }

    /// <summary>Asks the store about all overdrafts of a batch at once, and replaces their records by those with what is charged.</summary>
    private async Task ConfirmAsync(List<PendingRecord> batch)
    {
        foreach (var pending in batch) _ = pending.Overdraft?.ConfirmAsync();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Overdraft is not null) batch[i] = await ledger.ConfirmAsync(batch[i]);
        }
    }

    /// <returns>The ids of the records that the store rejects although it accepts others.</returns>
    private async Task<HashSet<RequestId>> AppendAsync(List<UsageRecord> records, bool separately)
    {
        if (!separately)
        {
            await store.AppendAsync(records, CancellationToken.None);
            return [];
        }

        var rejected = await store.AppendEachAsync(records, CancellationToken.None);
        foreach (var (record, fault) in rejected) LogRejected(record.Id, fault);
        return [.. rejected.Select(one => one.Record.Id)];
    }

    /// <summary>
    /// Adds new records in front: if the store accepts one of them, it is available and rejects those that fail.
    /// </summary>
    private void AddNewRecords(List<PendingRecord> batch)
    {
        var added = new List<PendingRecord>();
        while (batch.Count + added.Count < BatchSize && ledger.Pending.TryRead(out var record)) added.Add(record);
        batch.InsertRange(0, added);
    }

    private void MarkStored(PendingRecord record)
    {
        try
        {
            ledger.MarkStored(record);
        }
        catch (AggregateException faults)
        {
            LogListenerFailed(record.Record.Id, faults);
        }
    }

    private async Task DelayAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(BatchInterval, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops: the remaining records are stored without delay.
        }
    }

    [LoggerMessage(
        LogEvents.UsageStoreFailed,
        LogLevel.Error,
        "{Count} usage records could not be stored. They stay in the journal; the next attempt is in {Milliseconds} ms.")]
    private partial void LogStoreFailed(int count, double milliseconds, Exception fault);

    [LoggerMessage(
        LogEvents.UsageRejected,
        LogLevel.Error,
        "The store rejects the usage record of call {Id} although it accepts others. The record stays in the journal; the next start tries again.")]
    private partial void LogRejected(RequestId id, Exception fault);

    [LoggerMessage(LogEvents.UsageListenerFailed, LogLevel.Error, "A subscriber failed on the stored record of call {Id}.")]
    private partial void LogListenerFailed(RequestId id, Exception faults);
}
