namespace JusInfer.Portal.Gateway.Responses;

/// <summary>Moves responses to the store, and forgets old ones.</summary>
internal sealed partial class StoredResponseWriter(
    StoredResponses keeper, IResponseStore store, ResponseOptions options, TimeProvider time, ILogger<StoredResponseWriter> logger)
    : BackgroundService
{
    private const int MaxTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WriteAsync(), SweepAsync(stoppingToken));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Running calls have ended by now: what they left is written before the process goes.
        keeper.Complete();
        await base.StopAsync(cancellationToken);
    }

    private async Task WriteAsync()
    {
        await foreach (var entry in keeper.Waiting.ReadAllAsync(CancellationToken.None))
        {
            await StoreAsync(entry.Response);
            keeper.Done(entry);
        }
    }

    private async Task StoreAsync(StoredResponse response)
    {
        var pause = FirstPause;
        for (var tries = 1; tries <= MaxTries; tries++)
        {
            try
            {
                await store.AddAsync(response, CancellationToken.None);
                return;
            }
            catch (Exception fault)
            {
                LogStoreAway(logger, tries, MaxTries, fault);
                await Task.Delay(pause, time);
                pause *= 2;
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenSweeps, time);
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
            // Stopping: the next process sweeps.
        }
    }

    private async Task SweepOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.RemoveBeforeAsync(time.GetUtcNow() - TimeSpan.FromDays(options.RetentionDays), stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogSweepFailed(logger, fault);
        }
    }

    [LoggerMessage(LogEvents.ResponseStoreAway, LogLevel.Error, "The store did not take a response, try {Try} of {Max}.")]
    private static partial void LogStoreAway(ILogger logger, int @try, int max, Exception fault);

    [LoggerMessage(
        LogEvents.ResponseSweepFailed,
        LogLevel.Error,
        "Responses beyond their retention could not be removed; the next sweep tries again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception fault);
}
