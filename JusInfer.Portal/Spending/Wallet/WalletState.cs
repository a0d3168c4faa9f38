namespace JusInfer.Portal.Spending.Wallet;

/// <summary>A team's wallet, as stored.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Mode">Whether the team pays before or after its calls.</param>
/// <param name="Balance">The sum of all entries of the ledger.</param>
/// <param name="Settled">The sum of the settlements, which is the cost of all settled calls; not negative.</param>
internal sealed record WalletState(TeamId TeamId, WalletMode Mode, NanoUsd Balance, NanoUsd Settled)
{
    /// <summary>What the team has received in total: credits and refunds, with adjustments.</summary>
    public NanoUsd Credited => Balance + Settled;
}
