using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>The limit of money that rejects the calls of a key.</summary>
/// <param name="Scope">The code of the limit, as in errors, such as <c>key.monthly_cap</c> or <c>tenant.wallet</c>.</param>
/// <param name="Limit">Its name in two or three words, such as <c>daily team budget</c>.</param>
/// <param name="Reason">Why calls are rejected, and what to do, in sentences.</param>
internal sealed record KeyBlock(string Scope, string Limit, string Reason)
{
    /// <summary>The cap or budget; null for the wallet.</summary>
    public Budget? Budget { get; init; }

    /// <summary>When a call was rejected for which the limit leaves too little, although it is not used up; null if it is.</summary>
    public DateTimeOffset? RejectedAt { get; init; }
}
