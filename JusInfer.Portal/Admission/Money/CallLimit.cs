using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Admission.Money;

/// <summary>A limit of money that applies to a call.</summary>
/// <param name="Limit">The allowance, and the most that may be spent of it.</param>
/// <param name="Budget">The budget that sets the limit; null for the wallet.</param>
internal sealed record CallLimit(Limit Limit, Budget? Budget)
{
    /// <summary>The ids of budgets as text, which every record of a call has that held money of them. To format them for each call took 2 us of 80 (perf).</summary>
    private static readonly ConditionalWeakTable<Budget, string> Ids = [];

    /// <summary>The limit is never exceeded: calls hold their cost of it.</summary>
    public bool IsHard => Budget is null or { OnReach: ReachAction.Block };

    /// <summary>The limit's id in records and on receipts.</summary>
    public string Id => Budget is null ? Usage.HeldLimits.Wallet : Ids.GetValue(Budget, static budget => budget.Id.ToString());

    /// <summary>Whether a call that may be answered by one of these models counts against the limit.</summary>
    public bool AppliesTo(ImmutableArray<string> models, bool isSimulated) =>
        Budget is null ? !isSimulated : Budget.Model is null || models.Contains(Budget.Model);
}
