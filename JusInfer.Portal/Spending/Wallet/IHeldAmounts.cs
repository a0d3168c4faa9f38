namespace JusInfer.Portal.Spending.Wallet;

/// <summary>What running calls hold of wallets.</summary>
internal interface IHeldAmounts
{
    NanoUsd OfWallet(TeamId team);
}
