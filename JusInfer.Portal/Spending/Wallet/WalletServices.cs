using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Spending.Wallet;

internal static class WalletServices
{
    /// <summary>Adds wallets. Requires an <see cref="IWalletStore"/> and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddWallet(this IServiceCollection services)
    {
        services.TryAddSingleton<IHeldAmounts, NoHeldAmounts>();
        return services.AddSingleton<WalletCache>().AddSingleton<WalletService>();
    }
}
