using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Adds this process to the nodes. Ends earlier processes of this folder when their journal is settled, and this process when it stops with all its calls
/// stored. Until then, what they have leased counts as spent for all nodes.
/// </summary>
internal sealed partial class NodeLifetime(
    NodeDescription self, INodeStore store, JournalOwners owners, FormerProcesses processes, LimitReader limits, ILogger<NodeLifetime> logger)
    : IHostedLifecycleService
{
    /// <summary>Before the first call: a process whose name is not in its folder would leave leases that no one ends.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await processes.WaitForSilenceAsync(cancellationToken);
        owners.Add(self.Node.Id);
        await store.AddAsync(self, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The journals of earlier processes have been recovered.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var former in owners.FindSettled())
        {
            await CloseAsync(new LeaseNode(former), cancellationToken);
            LogEnded(former);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The usage writer has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!limits.All.All(static allowances => allowances.IsSettled))
        {
            LogKept();
            return;
        }

        try
        {
            await CloseAsync(self.Node, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // The store is gone or takes no writes. The process has done its work, and would otherwise end as if it had crashed.
            LogNotReturned(fault.Message);
        }
    }

    private async Task CloseAsync(LeaseNode node, CancellationToken cancellationToken)
    {
        await store.EndAsync(node, cancellationToken);
        await store.RemoveAsync(node, cancellationToken);
        owners.Remove(node.Id);
    }

    [LoggerMessage(LogEvents.LeasesEnded, LogLevel.Information, "The leases of an earlier process ({Process}) have ended: its journal is settled.")]
    private partial void LogEnded(Guid process);

    [LoggerMessage(
        LogEvents.LeasesKept,
        LogLevel.Warning,
        "Not all calls are stored. What this process has leased counts as spent until a process with the same journal folder starts.")]
    private partial void LogKept();

    [LoggerMessage(
        LogEvents.LeasesKept,
        LogLevel.Warning,
        "The leases of this process could not be returned ({Reason}). They count as spent until a process with the same "
        + "journal folder starts.")]
    private partial void LogNotReturned(string reason);
}
