using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>Renews what this node has leased of rates, returns what it does not use, and returns at once what another node lacks.</summary>
internal sealed class RateRenewal(RateExchange leases, Signal<RatesRecalled> recalls, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The signal is published on the connection that listens to the store.
        using var subscription = recalls.Subscribe(recall => _ = leases.ReturnAsync(recall.Team));
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            await leases.RenewAsync();
        }
    }
}
