namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>Stores the changed states of sessions every second and when the process stops, and deletes expired ones every hour.</summary>
internal sealed partial class PromptSessionWriter(
    PromptSessions states, IRemovalClock clock, TimeProvider time, ILogger<PromptSessionWriter> logger) : BackgroundService
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private const int WritesPerSweep = 3_600;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Calls have ended by now.
        await base.StopAsync(cancellationToken);
        try
        {
            await TryAsync(states.StoreAsync, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time to stop is over. Other nodes and the next start know the sessions as of the last write.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WriteInterval, time);
        try
        {
            for (var write = 0; await timer.WaitForNextTickAsync(stoppingToken); write++)
            {
                await TryAsync(states.StoreAsync, stoppingToken);
                if (write % WritesPerSweep == 0) await TryAsync(RemoveExpiredAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken) =>
        await states.RemoveExpiredAsync(await clock.ReadAsync(cancellationToken), cancellationToken);

    private async Task TryAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotStored(logger, fault);
        }
    }

    [LoggerMessage(LogEvents.SessionStatesNotStored, LogLevel.Warning, "States of sessions could not be stored or deleted. The next write tries again.")]
    private static partial void LogNotStored(ILogger logger, Exception fault);
}
