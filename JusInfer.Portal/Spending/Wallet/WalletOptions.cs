namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Section <c>Wallet</c>.</summary>
internal sealed record WalletOptions
{
    /// <summary>Credited once to each team of which the installation knows who is behind it; 0 credits nothing.</summary>
    public NanoUsd InitialCredit { get; init; } = NanoUsd.FromUsd(25);

    /// <summary>Whether all teams receive the initial credit: also those whose owner neither has a verified address nor was invited.</summary>
    public bool CreditUnverified { get; init; }
}
