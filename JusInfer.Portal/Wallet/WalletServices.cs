namespace JusInfer.Portal.Wallet;

internal static class WalletServices
{
    internal static IServiceCollection AddWallet(this IServiceCollection services) => services.AddSingleton<WalletCache>();
}
