using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Asked to end, the process takes no new calls and lets the running ones finish. In <c>StoppingAsync</c>, since the web server stops
/// listening only after it: whoever still comes is told to come back.
/// </summary>
internal sealed partial class DrainOnStop(
    OpenCalls calls, PortalSettings settings, TimeProvider time, ILogger<DrainOnStop> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (calls.Running > 0) LogDraining(logger, calls.Running, settings.Drain.TotalSeconds);
        if (!await calls.DrainAsync(settings.Drain, time)) LogCut(logger, calls.Running);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        LogEvents.Draining, LogLevel.Information, "Stopping: {Count} calls are running and have up to {Seconds} seconds to finish.")]
    private static partial void LogDraining(ILogger logger, int count, double seconds);

    [LoggerMessage(LogEvents.DrainCut, LogLevel.Warning, "{Count} calls did not finish in time and are cut.")]
    private static partial void LogCut(ILogger logger, int count);
}
