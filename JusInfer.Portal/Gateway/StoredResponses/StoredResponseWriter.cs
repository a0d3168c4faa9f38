using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>Writes queued responses to the store, and removes expired ones every hour, which one node at a time does.</summary>
internal sealed partial class StoredResponseWriter(
    StoredResponseService responses, IResponseStore store, IJobLeases jobs, LeaseNode node, IRemovalClock clock, ResponseOptions options,
    TimeProvider time, ILogger<StoredResponseWriter> logger)
    : BackgroundService
{
    private const string Job = "response-sweep";

    private const int MaxAttempts = 5;

    private static readonly TimeSpan InitialRetryDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>Shorter than the interval: another node sweeps within an hour after the one that did has ended, without a release.</summary>
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromMinutes(50);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WriteAsync(), SweepAsync(stoppingToken));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Calls have ended by now. The responses that they queued are written before the process exits.
        responses.CompleteAdding();
        await base.StopAsync(cancellationToken);
    }

    private async Task WriteAsync()
    {
        await foreach (var entry in responses.Queue.ReadAllAsync(CancellationToken.None))
        {
            await StoreAsync(entry.Response);
            responses.Complete(entry);
        }
    }

    private async Task StoreAsync(StoredResponse response)
    {
        var delay = InitialRetryDelay;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                await store.AddAsync(response, options.Quota, CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                LogStoreFailed(logger, attempt, MaxAttempts, exception);
                await Task.Delay(delay, time);
                delay *= 2;
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            do
            {
                await SweepOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task SweepOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = time.GetUtcNow();
            if (!await jobs.TakeAsync(Job, node.Id, now, now + LeaseTerm, stoppingToken)) return;
            await store.RemoveExpiredAsync(await clock.ReadAsync(stoppingToken), options.Retention, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSweepFailed(logger, exception);
        }
    }

    [LoggerMessage(LogEvents.ResponseStoreFailed, LogLevel.Error, "A response could not be written to the store (attempt {Attempt} of {Max}).")]
    private static partial void LogStoreFailed(ILogger logger, int attempt, int max, Exception exception);

    [LoggerMessage(
        LogEvents.ResponseSweepFailed,
        LogLevel.Error,
        "Expired responses could not be removed. The next sweep tries again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
