using System.Threading.Channels;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Money;

/// <summary>Reads the sums of a team's allowances again after another node has stored records, at most once a second.</summary>
internal sealed partial class AllowanceRefresh(
    LimitReader limits, Signal<UsageChanged> changes, TimeProvider time, ILogger<AllowanceRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = Channel.CreateUnbounded<TenantId>(new UnboundedChannelOptions { SingleReader = true });
        using var subscription = changes.Subscribe(change =>
        {
            if (change.IsForeign) changed.Writer.TryWrite(change.Tenant);
        });
        while (await changed.Reader.WaitToReadAsync(stoppingToken))
        {
            var tenants = new HashSet<TenantId>();
            while (changed.Reader.TryRead(out var tenant)) tenants.Add(tenant);
            foreach (var tenant in tenants.Contains(default) ? limits.Tenants : tenants) await RefreshAsync(tenant, stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task RefreshAsync(TenantId tenant, CancellationToken stoppingToken)
    {
        try
        {
            await limits.RefreshAsync(tenant, stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // The sums stay as they are until the next change; they include this node's own calls.
            LogRefreshFailed(tenant, fault);
        }
    }

    [LoggerMessage(LogEvents.AllowanceRefreshFailed, LogLevel.Warning, "What other nodes have spent of the limits of {Tenant} could not be read.")]
    private partial void LogRefreshFailed(TenantId tenant, Exception fault);
}
