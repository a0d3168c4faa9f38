using JusInfer.Portal.Leases;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// Ends the leases of earlier processes of this folder when their journal is settled, and those of this process when it stops with all its calls
/// stored. Until then, they count as spent for all nodes.
/// </summary>
internal sealed partial class LeaseLifetime(
    LeaseNode node, ILeaseStore store, IRateStore rates, JournalOwners owners, LimitReader limits, ILogger<LeaseLifetime> logger) : IHostedLifecycleService
{
    /// <summary>Before the first call: a process whose name is not in its folder would leave leases that no one ends.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        owners.Add(node.Id);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The journals of earlier processes have been recovered.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var former in owners.FindSettled())
        {
            await CloseAsync(new LeaseNode(former), cancellationToken);
            owners.Remove(former);
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

        await CloseAsync(node, cancellationToken);
        owners.Remove(node.Id);
    }

    private async Task CloseAsync(LeaseNode ended, CancellationToken cancellationToken)
    {
        await rates.CloseAsync(ended, cancellationToken);
        await store.CloseAsync(ended, cancellationToken);
    }

    [LoggerMessage(LogEvents.LeasesEnded, LogLevel.Information, "The leases of an earlier process ({Process}) have ended: its journal is settled.")]
    private partial void LogEnded(Guid process);

    [LoggerMessage(
        LogEvents.LeasesKept,
        LogLevel.Warning,
        "Not all calls are stored. What this process has leased counts as spent until a process with the same journal folder starts.")]
    private partial void LogKept();
}
