using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// At start, before the first call: stores what an earlier process left in its journal. From then on: syncs the journal to disk every 100
/// ms, for all calls of that time at once.
/// </summary>
internal sealed partial class JournalSyncService(
    UsageJournal journal, IUsageStore store, CatalogSnapshot catalog, TimeProvider time, ILogger<JournalSyncService> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(JournalOptions.SyncEvery, time);
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
        var held = new List<FileStream>();
        try
        {
            foreach (var path in journal.Leftovers())
            {
                if (TryHold(path) is { } file) held.Add(file);
            }

            if (held.Count == 0) return;
            var contents = new List<byte[]>();
            foreach (var file in held)
            {
                var bytes = new byte[file.Length];
                await file.ReadExactlyAsync(bytes, cancellationToken);
                contents.Add(bytes);
            }

            var records = JournalRecovery.Recover(contents, PriceOf);
            foreach (var batch in records.Chunk(512)) await store.AppendAsync(batch, cancellationToken);
            foreach (var file in held) File.Delete(file.Name);
            if (records.Count > 0)
                LogRecovered(logger, records.Count, records.Count(record => record.ErrorCode == JournalRecovery.InterruptedCode));
        }
        finally
        {
            foreach (var file in held) await file.DisposeAsync();
        }
    }

    /// <summary>A segment that another live process writes to is not a leftover: it cannot be opened alone.</summary>
    private static FileStream? TryHold(string path)
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

    private (NanoUsd Cost, DateOnly? PricesFrom) PriceOf(CallIntent intent)
    {
        var model = catalog.Models.FirstOrDefault(model => model.Id == intent.ModelPlanned);
        var endpoint = model?.Endpoints.FirstOrDefault(endpoint => endpoint.Provider.Id == intent.Provider);
        return model is null
            ? (NanoUsd.Zero, null)
            : Pricing.CostOf(
                new TokenBuckets { InputUncached = intent.EstimatedInputTokens },
                endpoint?.Prices ?? model.Prices,
                DateOnly.FromDateTime(intent.At.UtcDateTime));
    }

    private void Sync()
    {
        try
        {
            journal.Sync();
        }
        catch (IOException fault)
        {
            LogSyncFailed(logger, fault);
        }
    }

    [LoggerMessage(
        LogEvents.UsageRecovered,
        LogLevel.Warning,
        "Recovered {Count} calls from the journal of a process that did not end cleanly; {Interrupted} of them were cut short.")]
    private static partial void LogRecovered(ILogger logger, int count, int interrupted);

    [LoggerMessage(LogEvents.JournalSyncFailed, LogLevel.Error, "The journal could not be synced to disk.")]
    private static partial void LogSyncFailed(ILogger logger, Exception fault);
}
