using JusInfer.Portal.Gateway.Pipeline;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Drains the process when it is asked to stop: it takes no new calls, and the running ones may finish. Those that take longer than the
/// drain time end with an error that their client can read. Runs in <c>StoppingAsync</c>, since the web server stops listening only after
/// it: new calls are answered 503 until then. The streams of the portal end after the calls. Connections that are open after the drain time
/// are closed, also those whose client does not read what the web server has buffered for it.
/// </summary>
internal sealed partial class DrainOnStop(
    OpenCalls calls, OpenStreams streams, OpenConnections connections, PortalSettings settings, TimeProvider time,
    ILogger<DrainOnStop> logger)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How long calls may take to send their error. A client that does not read its stream never gets it.</summary>
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long calls may take to be recorded after their connections were closed.</summary>
    private static readonly TimeSpan SettlementTimeout = TimeSpan.FromSeconds(5);

    private ITimer? drainEnd;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        streams.Close();
        drainEnd = time.CreateTimer(
            static state => ((OpenConnections)state!).Abort(), connections, settings.Drain + AbortTimeout, Timeout.InfiniteTimeSpan);
        if (calls.Running > 0) LogDraining(logger, calls.Running, settings.Drain.TotalSeconds);
        await DrainCallsAsync();
        await streams.EndAsync(AbortTimeout);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => drainEnd?.Dispose();

    private async Task DrainCallsAsync()
    {
        if (await calls.DrainAsync(settings.Drain, time)) return;
        LogAborted(logger, calls.Running);
        await calls.AbortAsync();
        if (await calls.DrainAsync(AbortTimeout, time)) return;
        LogCut(logger, calls.Running);
        connections.Abort();
        await calls.DrainAsync(SettlementTimeout, time);
    }

    [LoggerMessage(
        LogEvents.Draining, LogLevel.Information, "Stopping: {Count} calls are running and have up to {Seconds} seconds to finish.")]
    private static partial void LogDraining(ILogger logger, int count, double seconds);

    [LoggerMessage(LogEvents.DrainAborted, LogLevel.Warning, "{Count} calls did not finish in time and end with an error.")]
    private static partial void LogAborted(ILogger logger, int count);

    [LoggerMessage(LogEvents.DrainCut, LogLevel.Warning, "{Count} calls could not send their error; their connections are closed.")]
    private static partial void LogCut(ILogger logger, int count);
}
