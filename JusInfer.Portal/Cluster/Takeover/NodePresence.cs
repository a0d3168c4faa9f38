namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Reports every ten seconds that this process is alive. If its calls were taken over meanwhile, it stops: what it believes to have leased belongs to
/// others. Its supervisor starts it again, as another node.
/// </summary>
internal sealed partial class NodePresence(
    NodeDescription self, INodeStore store, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<NodePresence> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await ReportAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await store.ReportAsync(self.Node, cancellationToken)) return;
            LogReplaced();
            lifetime.StopApplication();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotReported(fault);
        }
    }

    [LoggerMessage(
        LogEvents.NodeIsReplaced,
        LogLevel.Critical,
        "Other nodes have not heard of this process for more than a minute and account for its calls. It stops, so that it can be started again.")]
    private partial void LogReplaced();

    [LoggerMessage(LogEvents.NodeNotReported, LogLevel.Warning, "This process could not report that it is alive. It tries again in ten seconds.")]
    private partial void LogNotReported(Exception fault);
}
