using System.Collections.Immutable;
using JusInfer.Portal.Budgets;
using JusInfer.Portal.Leases;

namespace JusInfer.Portal.Admission.Money;

/// <summary>The limits of money that apply to a call: the budgets of everything that it belongs to, and a prepaid wallet.</summary>
internal sealed class CallLimits(TenantAllowances allowances, ImmutableArray<CallLimit> limits)
{
    public static readonly CallLimits None = new(new TenantAllowances(), []);

    public TenantAllowances Allowances => allowances;

    public ImmutableArray<CallLimit> All => limits;

    /// <summary>
    /// A budget is reached that leaves only economical models: automatic routing uses those, and a named model is rejected. Null if there
    /// is none.
    /// </summary>
    public CallLimit? ReachedEconomy
    {
        get
        {
            foreach (var limit in limits)
            {
                if (limit.Budget is { OnReach: ReachAction.Economy, Model: null }
                    && allowances.StateOf(limit.Limit.Allowance).Spent >= limit.Limit.Amount) return limit;
            }

            return null;
        }
    }
}
