using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Admission.Money;

/// <summary>The limits of money that apply to a call: the budgets of everything that it belongs to, and a prepaid wallet.</summary>
internal sealed class CallLimits(TeamAllowances allowances, ImmutableArray<CallLimit> limits)
{
    public static readonly CallLimits None = new(new TeamAllowances(), []);

    private readonly Allowance[] used = [.. limits.Select(static limit => limit.Limit.Allowance)];
    private readonly bool areForAllModels = limits.All(static limit => limit.Budget?.Model is null);
    private HardLimits? ofAllModels;

    public TeamAllowances Allowances => allowances;

    public ImmutableArray<CallLimit> All => limits;

    /// <summary>The limits that are never exceeded, of those that count a call.</summary>
    /// <param name="models">The models that may answer the call.</param>
    /// <param name="isSimulated">Whether only the simulator answers it.</param>
    public HardLimits HardFor(ImmutableArray<string> models, bool isSimulated) => (areForAllModels, isSimulated) is (true, false)
        ? ofAllModels ??= HardLimits.Create(limits, models, isSimulated)
        : HardLimits.Create(limits, models, isSimulated);

    /// <summary>Notes that a call uses the limits that one before has found; false if they have to be found again.</summary>
    /// <param name="now">The time on the clock of <see cref="TeamAllowances.Find"/>.</param>
    public bool TryUse(TimeSpan now) => allowances.TryUse(used, now);

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
