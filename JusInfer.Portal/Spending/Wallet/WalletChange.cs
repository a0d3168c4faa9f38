using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>The operator's change of a team.</summary>
internal sealed record WalletChange
{
    /// <summary>Whether the team pays before its calls (<c>prepaid</c>) or after them (<c>postpaid</c>).</summary>
    [RequiredField]
    public WalletMode? Wallet { get; init; }
}
