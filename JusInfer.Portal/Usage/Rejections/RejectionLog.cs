using System.Collections.Concurrent;
using System.Threading.Channels;

namespace JusInfer.Portal.Usage.Rejections;

/// <summary>
/// Logs rejected calls. A client can be rejected thousands of times a minute, so only the first of a key, a code and a minute are listed,
/// and the rest are counted. The log is not part of the bill: it is dropped if the store cannot keep up.
/// </summary>
internal sealed partial class RejectionLog(
    IRejectionStore store, IRemovalClock clock, TimeProvider time, ILogger<RejectionLog> logger) : BackgroundService
{
    /// <summary>The listed rejections of a key, a code and a minute.</summary>
    private const int MaxPerMinute = 20;

    private const int MaxPending = 10_000;
    private const int BatchSize = 500;
    private const int MaxMessageLength = 500;
    private const int RetentionDays = 30;

    private static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(KeyId Key, string Code), Minute> minutes = new();
    private readonly Channel<Rejection> pending = Channel.CreateBounded<Rejection>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Add(Rejection rejection)
    {
        var minute = minutes.GetOrAdd((rejection.KeyId, rejection.Code), static _ => new Minute());
        if (minute.Count(rejection.At) is not { } repeated) return;
        var message = rejection.Message.Length > MaxMessageLength ? string.Concat(rejection.Message.AsSpan(0, MaxMessageLength), "…") : rejection.Message;
        pending.Writer.TryWrite(rejection with { Repeated = repeated, Message = message });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sweptAt = time.GetTimestamp();
        await SweepAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            await StoreAsync();
            if (time.GetElapsedTime(sweptAt) < SweepInterval) continue;
            sweptAt = time.GetTimestamp();
            minutes.Clear();
            await SweepAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (pending.Reader.Count > 0) await StoreAsync();
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        try
        {
            await pending.Reader.WaitToReadAsync(stoppingToken);
            await Task.Delay(BatchInterval, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task StoreAsync()
    {
        var batch = new List<Rejection>();
        while (batch.Count < BatchSize && pending.Reader.TryRead(out var rejection)) batch.Add(rejection);
        if (batch.Count == 0) return;
        try
        {
            await store.AddAsync(batch, CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogStoreFailed(batch.Count, fault);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            var before = (await clock.ReadAsync(stoppingToken)).AddDays(-RetentionDays);
            while (await store.RemoveBeforeAsync(before, stoppingToken)) await Task.Yield();
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogSweepFailed(fault);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    [LoggerMessage(LogEvents.RefusalsNotStored, LogLevel.Warning, "{Count} rejected calls could not be logged. They cost nothing, and their clients have the error.")]
    private partial void LogStoreFailed(int count, Exception fault);

    [LoggerMessage(LogEvents.RefusalSweepFailed, LogLevel.Warning, "Old refusals could not be removed. The next sweep tries again.")]
    private partial void LogSweepFailed(Exception fault);

    /// <summary>Counts the rejections of one minute.</summary>
    private sealed class Minute
    {
        private readonly Lock gate = new();
        private long start;
        private int count;

        /// <returns>The rejections of the last minute that were not listed, if this one is listed; null if it is not.</returns>
        public int? Count(DateTimeOffset at)
        {
            var current = at.UtcTicks / TimeSpan.TicksPerMinute;
            lock (gate)
            {
                var unlisted = 0;
                if (current != start) (start, count, unlisted) = (current, 0, Math.Max(0, count - MaxPerMinute));
                return ++count <= MaxPerMinute ? unlisted : null;
            }
        }
    }
}
