namespace JusInfer.Portal.Wallet;

/// <summary>What running calls hold of wallets.</summary>
internal interface IHeldAmounts
{
    NanoUsd OfWallet(TenantId tenant);
}
