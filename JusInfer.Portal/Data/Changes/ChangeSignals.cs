using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Changes;

/// <summary>The signals by which this process is notified of committed changes.</summary>
internal sealed class ChangeSignals(
    Signal<AccessChanged> access, Signal<UsageChanged> usage, Signal<BudgetsChanged> budgets, Signal<WalletChanged> wallet,
    Signal<LeasesRecalled> leases, Signal<RatesRecalled> rates, Signal<ProvidersChanged> providers)
{
    /// <param name="change">The change.</param>
    /// <param name="isForeign">Whether another node made it.</param>
    /// <exception cref="AggregateException">A subscriber failed.</exception>
    public void Publish(StoreChange change, bool isForeign)
    {
        switch (change.Topic)
        {
            case ChangeTopic.Access: access.Publish(new AccessChanged(change.Team)); break;
            case ChangeTopic.Usage: usage.Publish(new UsageChanged(change.Team, isForeign)); break;
            case ChangeTopic.Budgets: budgets.Publish(new BudgetsChanged(change.Team)); break;
            case ChangeTopic.Wallet: wallet.Publish(new WalletChanged(change.Team)); break;
            case ChangeTopic.Leases: leases.Publish(new LeasesRecalled(change.Team)); break;
            case ChangeTopic.Rates: rates.Publish(new RatesRecalled(change.Team)); break;
            case ChangeTopic.Providers: providers.Publish(default); break;
            default: throw new ArgumentOutOfRangeException(nameof(change), change.Topic, "Unknown topic.");
        }
    }
}
