namespace JusInfer.Portal.Spending.Wallet;

/// <summary>
/// Caches the credits and the mode of wallets; settlements are not included after the first read. A change applies to the next call on this
/// node, and within one second on every other.
/// </summary>
internal sealed class WalletCache : IDisposable
{
    private readonly TeamCache<WalletState> wallets;
    private readonly IDisposable subscription;

    public WalletCache(IWalletStore store, Signal<WalletChanged> changes)
    {
        wallets = new TeamCache<WalletState>(team => store.GetAsync(team, CancellationToken.None));
        subscription = changes.Subscribe(change => wallets.Expire(change.Team));
    }

    /// <summary>The wallet's mode and credits, from memory unless they have changed.</summary>
    public ValueTask<WalletState> GetAsync(TeamId team, CancellationToken cancellationToken) => wallets.GetAsync(team, cancellationToken);

    public void Dispose() => subscription.Dispose();
}
