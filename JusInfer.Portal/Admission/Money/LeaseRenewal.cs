using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Money;

/// <summary>Renews this node's leases, returns those that are not used, and returns at once what another node lacks.</summary>
internal sealed class LeaseRenewal(LimitReader limits, LeaseExchange leases, Signal<LeasesRecalled> recalls, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = recalls.Subscribe(recall => Return(recall.Team));
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var allowances in limits.All) await leases.RenewAsync(allowances);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private void Return(TeamId team)
    {
        // The signal is published on the connection that listens to the store.
        if (team != default && limits.Find(team) is { } allowances) _ = leases.ReturnAsync(allowances);
    }
}
