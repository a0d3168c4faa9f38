using JusInfer.Portal.Admission;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>
/// Which limit of money rejects the calls of keys: a cap of the key or its holder, a budget, or the wallet of the team. A limit
/// rejects if it is spent, and also before that if it leaves too little for the last call, which holds the most that it can cost.
/// </summary>
/// <param name="reader">The one who reads the reason. Only some members can raise caps and budgets.</param>
/// <param name="members">The members.</param>
/// <param name="spent">What each has spent in this month, by id.</param>
/// <param name="budgets">The budgets of the team.</param>
/// <param name="wallet">The team's wallet; null if nothing is charged, as in demo mode.</param>
/// <param name="now">The time.</param>
internal sealed class KeyObstacles(
    Member reader, IReadOnlyDictionary<MemberId, Member> members, IReadOnlyDictionary<string, NanoUsd> spent, UsedBudgets budgets,
    WalletState? wallet, DateTimeOffset now)
{
    /// <param name="key">The key.</param>
    /// <param name="spentByKey">What its calls cost in this month.</param>
    /// <param name="rejected">A call that a limit of money has rejected, after which none succeeded; null if there is none.</param>
    /// <returns>Null if nothing blocks the key, and for a key that makes no calls.</returns>
    public KeyBlock? Of(ApiKey key, NanoUsd spentByKey, Rejection? rejected)
    {
        if (key.Terms.Scope is not KeyScope.All) return null;
        if (wallet is { Mode: WalletMode.Prepaid } && wallet.Balance <= NanoUsd.Zero)
            return new KeyBlock(
                AdmissionRejections.WalletScope,
                "empty wallet",
                "The team's wallet is empty. Ask the operator of this installation for credit.");
        var limits = LimitsOf(key, spentByKey).ToList();
        if (limits.Find(static limit => limit.Spent >= limit.Amount) is { } used)
            return new KeyBlock(ScopeOf(used), NameOf(used.Budget), ReasonOf(used, key)) { Budget = used.Budget };
        if (rejected is null) return null;
        var time = DateFormat.Clock(rejected.At);
        var reason = $"Its last call, at {time} UTC, was rejected. {rejected.Message}";
        if (limits.Find(limit => AdmissionRejections.IsBy(rejected, limit.Budget, limit.Amount, limit.Start)) is { } small)
            return new KeyBlock(ScopeOf(small), NameOf(small.Budget), reason) { Budget = small.Budget, RejectedAt = rejected.At };
        return wallet is { Mode: WalletMode.Prepaid } && AdmissionRejections.IsByWallet(rejected, wallet.Balance)
            ? new KeyBlock(AdmissionRejections.WalletScope, "low wallet", reason) { RejectedAt = rejected.At }
            : null;
    }

    /// <summary>The caps and budgets that reject calls and apply to all calls of a key.</summary>
    private IEnumerable<SubjectSpend> LimitsOf(ApiKey key, NanoUsd spentByKey)
    {
        var (month, next) = (UtcMonth.Of(now), UtcMonth.Of(now).AddMonths(1));
        if (CapBudgets.From(key) is { } ofKey) yield return new SubjectSpend(ofKey, ofKey.Amount, spentByKey, month, next);
        if (key.Holder is { } holder && members.TryGetValue(holder, out var member)
            && CapBudgets.From(member) is { OnReach: ReachAction.Block } ofMember)
            yield return new SubjectSpend(ofMember, ofMember.Amount, spent.GetValueOrDefault(holder.ToString()), month, next);
        foreach (var use in budgets.Of(key)) yield return use;
    }

    private static string ScopeOf(SubjectSpend limit) => AdmissionRejections.ScopeOf(limit.Budget);

    private static string NameOf(Budget budget)
    {
        var subject = budget.Scope switch { BudgetScope.Tenant => "team", BudgetScope.Member => "owner", _ => "key" };
        if (budget.IsCap) return $"monthly {subject} cap";
        return budget.Window switch
        {
            BudgetWindow.Day => $"daily {subject} budget",
            BudgetWindow.Week => $"weekly {subject} budget",
            BudgetWindow.Month => $"monthly {subject} budget",
            _ => $"total {subject} budget",
        };
    }

    private string ReasonOf(SubjectSpend limit, ApiKey key)
    {
        var (budget, amount) = (limit.Budget, NumberFormat.Money(limit.Amount));
        var holder = key.Holder is { } id ? members.GetValueOrDefault(id) : null;
        var subject = budget.Scope switch
        {
            BudgetScope.Tenant => "The team",
            BudgetScope.Member => holder?.Email ?? "The holder",
            _ => "It",
        };
        if (budget.IsCap)
        {
            var end = DateFormat.Day(limit.ResetsAt!.Value);
            var (owned, raise) = budget.Scope is BudgetScope.Key ? ("its", AdviceForKey(holder)) : ("the", AdviceFor(holder, "cap"));
            return $"{subject} has spent {owned} cap of {amount} for this month. {raise}, or wait until {end} (UTC).";
        }

        var period = budget.Window switch
        {
            BudgetWindow.Day => "per day",
            BudgetWindow.Week => "per week",
            BudgetWindow.Month => "per month",
            _ => "in total",
        };
        var advice = AdviceFor(budget.Scope is BudgetScope.Tenant || budget.ScopeId is null ? null : holder, "budget");
        var wait = limit.ResetsAt is { } resets ? $", or wait until {DateFormat.Minute(resets)} (UTC)" : "";
        return $"{subject} has spent the budget of {amount} {period}. {advice}{wait}.";
    }

    private string AdviceForKey(Member? holder) =>
        reader.Role.Manages() && (holder is null || reader.Role.Outranks(holder.Role))
            ? "Raise the cap"
            : "Ask an owner or admin to raise the cap";

    /// <param name="limited">The member whose limit it is; null for a limit that is not that of one member.</param>
    /// <param name="limit">What the page calls it.</param>
    private string AdviceFor(Member? limited, string limit)
    {
        if (!reader.Role.ManagesSpend()) return $"Ask an owner or admin to raise the {limit}";
        var page = limit == "cap" ? "Members" : "Budgets & limits";
        return limited is null || reader.Role.Outranks(limited.Role)
            ? $"Raise that {limit} on the page {page}"
            : $"Ask an owner to raise the {limit}";
    }
}
