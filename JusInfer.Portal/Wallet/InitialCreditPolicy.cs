using System.Collections.Immutable;

namespace JusInfer.Portal.Wallet;

/// <summary>Which new teams receive how much. A prepaid wallet is checked when it is read, until it has received the credit.</summary>
internal sealed record InitialCreditPolicy
{
    public static readonly InitialCreditPolicy None = new();

    /// <summary>The amount; zero credits nothing.</summary>
    public NanoUsd Amount { get; private init; }

    /// <summary>Whether teams whose owner neither has a verified address nor was invited receive it, too.</summary>
    public bool IncludesUnverified { get; private init; }

    /// <summary>The teams of owners with these verified addresses become postpaid instead: they are the operator's own.</summary>
    public ImmutableArray<string> OperatorEmails { get; private init; } = [];

    /// <param name="options">The settings.</param>
    /// <param name="operatorEmails">The addresses of operators.</param>
    /// <param name="isDemo">Whether no real provider is usable, so that no call costs anything.</param>
    public static InitialCreditPolicy For(WalletOptions options, ImmutableArray<string> operatorEmails, bool isDemo) => new()
    {
        Amount = isDemo ? NanoUsd.Zero : options.InitialCredit,
        IncludesUnverified = options.CreditUnverified,
        OperatorEmails = operatorEmails,
    };
}
