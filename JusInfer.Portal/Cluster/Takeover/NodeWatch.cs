using System.Collections.Immutable;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Looks at the other nodes every five seconds; one node at a time does so. Logs what differs between them, and takes over those that are silent, if the
/// intents of their calls are in the database.
/// </summary>
internal sealed partial class NodeWatch(
    NodeDescription self, INodeStore nodes, IJobLeases jobs, NodeTakeover takeover, TimeProvider time, ILogger<NodeWatch> logger) : BackgroundService
{
    private const string Job = "nodes";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(20);

    private readonly NodeSilence silence = new(time);
    private ImmutableArray<string> differences = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await TryAsync(() => jobs.ReleaseAsync(Job, self.Node.Id, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time to stop is over. The lease ends with its term.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryAsync(() => RunOnceAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await jobs.TakeAsync(Job, self.Node.Id, now, now + LeaseTerm, cancellationToken)) return;
        var list = await nodes.ListAsync(cancellationToken);
        var found = NodeDifferences.Find(list);
        foreach (var difference in found.Except(differences, StringComparer.Ordinal)) LogDiffers(difference);
        differences = found;
        foreach (var dead in silence.FindDead(list.Nodes).Where(node => node.Node != self.Node && (node.Description.CopiesIntents || node.IsEnded)))
            await TryAsync(() => takeover.TakeOverAsync(dead, cancellationToken), cancellationToken);
    }

    private async Task TryAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(fault);
        }
    }

    [LoggerMessage(LogEvents.NodeDiffers, LogLevel.Warning, "{Difference}")]
    private partial void LogDiffers(string difference);

    [LoggerMessage(LogEvents.NodeWatchFailed, LogLevel.Error, "The other nodes could not be looked at, or taken over. The next attempt is in five seconds.")]
    private partial void LogFailed(Exception fault);
}
