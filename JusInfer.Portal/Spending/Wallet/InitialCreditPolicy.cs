using System.Collections.Immutable;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Which new teams receive how much. A prepaid wallet is checked when it is read, until it has received the credit.</summary>
internal sealed class InitialCreditPolicy
{
    public static readonly InitialCreditPolicy None = new(static () => false, NanoUsd.Zero);

    private readonly Func<bool> isDemo;
    private readonly NanoUsd amount;

    private InitialCreditPolicy(Func<bool> isDemo, NanoUsd amount) => (this.isDemo, this.amount) = (isDemo, amount);

    /// <summary>The amount; zero credits nothing. In demo mode it is zero, and a wallet receives it once a provider is connected.</summary>
    public NanoUsd Amount => isDemo() ? NanoUsd.Zero : amount;

    /// <summary>Whether teams whose owner neither has a verified address nor was invited receive it, too.</summary>
    public bool IncludesUnverified { get; private init; }

    /// <summary>The teams of owners with these verified addresses become postpaid instead: they are the operator's own.</summary>
    public ImmutableArray<string> OperatorEmails { get; private init; } = [];

    /// <param name="options">The settings.</param>
    /// <param name="operatorEmails">The addresses of operators.</param>
    /// <param name="isDemo">Whether no real provider is usable, so that no call costs anything.</param>
    public static InitialCreditPolicy For(WalletOptions options, ImmutableArray<string> operatorEmails, Func<bool> isDemo) => new(isDemo, options.InitialCredit)
    {
        IncludesUnverified = options.CreditUnverified,
        OperatorEmails = operatorEmails,
    };
}
