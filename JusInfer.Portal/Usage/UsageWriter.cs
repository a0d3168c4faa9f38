
namespace JusInfer.Portal.Usage;

/// <summary>
/// Moves closed calls from the journal to the store, in batches. While the store is away it waits and tries again; nothing is dropped.
/// </summary>
internal sealed partial class UsageWriter(
    UsageLedger ledger, IUsageStore store, TimeProvider time, ILogger<UsageWriter> logger) : BackgroundService
{
    private const int BatchSize = 512;

    /// <summary>A record is visible well within two seconds of its call's end; a busy second still makes few transactions.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Ends when the ledger is complete and empty, not when the host begins to stop: running calls still end then.
        var batch = new List<PendingRecord>(BatchSize);
        while (await ledger.Pending.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < BatchSize && ledger.Pending.TryRead(out var record)) batch.Add(record);
            await StoreAsync(batch);
            if (batch.Count < BatchSize) await PauseAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        ledger.Complete();
        await base.StopAsync(cancellationToken);
    }

    private async Task StoreAsync(List<PendingRecord> batch)
    {
        var pause = Pause;
        while (true)
        {
            try
            {
                await store.AppendAsync(batch.ConvertAll(pending => pending.Record), CancellationToken.None);
                batch.ForEach(ledger.Stored);
                return;
            }
            catch (Exception fault)
            {
                LogStoreAway(logger, batch.Count, pause.TotalMilliseconds, fault);
                await Task.Delay(pause, time);
                pause = pause * 2 > MaxDelay ? MaxDelay : pause * 2;
            }
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Pause, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping: what is left is stored without pauses.
        }
    }

    [LoggerMessage(
        LogEvents.UsageStoreAway,
        LogLevel.Error,
        "The store did not take {Count} usage records; they stay in the journal and are tried again in {Milliseconds} ms.")]
    private static partial void LogStoreAway(ILogger logger, int count, double milliseconds, Exception fault);
}
