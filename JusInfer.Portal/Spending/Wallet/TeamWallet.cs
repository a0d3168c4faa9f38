namespace JusInfer.Portal.Spending.Wallet;

/// <summary>A team with its wallet, for the operator.</summary>
internal sealed record TeamWallet(TeamId Id, string Name, DateTimeOffset CreatedAt, WalletState Wallet);
