namespace JusInfer.Portal.Usage;

/// <summary>
/// Stores the records of closed calls in batches. If the store is unavailable, it retries until the store accepts them; no record is
/// dropped.
/// </summary>
internal sealed partial class UsageWriter(
    UsageLedger ledger, IUsageStore store, TimeProvider time, ILogger<UsageWriter> logger) : BackgroundService
{
    private const int BatchSize = 512;

    /// <summary>
    /// Keeps records visible within two seconds of their call's end with at most five transactions per second that are not full.
    /// </summary>
    private static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MinRetryDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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

    private async Task StoreAsync(List<PendingRecord> batch)
    {
        var delay = MinRetryDelay;
        while (true)
        {
            try
            {
                await store.AppendAsync(batch.ConvertAll(pending => pending.Record), CancellationToken.None);
                batch.ForEach(ledger.MarkStored);
                return;
            }
            catch (Exception fault)
            {
                LogStoreFailed(batch.Count, delay.TotalMilliseconds, fault);
                await Task.Delay(delay, time);
                delay = delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
            }
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
}
