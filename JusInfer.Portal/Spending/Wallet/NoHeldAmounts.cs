namespace JusInfer.Portal.Spending.Wallet;

/// <summary>The held amounts of a process without a gateway: no call holds money.</summary>
internal sealed class NoHeldAmounts : IHeldAmounts
{
    public NanoUsd OfWallet(TeamId team) => NanoUsd.Zero;
}
