using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>
/// Why the calls of keys are rejected for a reason that is not the key's own cap: the cap of its holder, a budget that is used up, or the wallet of the team.
/// </summary>
/// <param name="reader">The one who reads the reason. Only some members can raise caps and budgets.</param>
/// <param name="members">The members.</param>
/// <param name="spent">What each has spent in this month, by id.</param>
/// <param name="budgets">The budgets of the team.</param>
/// <param name="wallet">The team's wallet; null if nothing is charged, as in demo mode.</param>
/// <param name="now">The time.</param>
internal sealed class KeyObstacles(
    Member reader, IReadOnlyDictionary<MemberId, Member> members, IReadOnlyDictionary<string, NanoUsd> spent, UsedBudgets budgets, WalletState? wallet, DateTimeOffset now)
{
    /// <summary>Reads what can block the keys of the reader's team, with the same few queries for any number of keys.</summary>
    public static async Task<KeyObstacles> ReadAsync(
        Member reader, IReadOnlyDictionary<MemberId, Member> members, IUsageQueries usage, BudgetSpend budgets, IWalletStore wallets, CatalogSource catalog, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var spent = (await usage.BreakDownAsync(UsageWindow.MonthOf(reader.TeamId, now), [UsageGroup.Member], cancellationToken))
            .Where(static row => !row.IsRest).ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
        var used = await budgets.ReadUsedAsync(reader.TeamId, cancellationToken);
        var wallet = catalog.Current.IsDemo ? null : await wallets.GetAsync(reader.TeamId, cancellationToken);
        return new KeyObstacles(reader, members, spent, used, wallet, now);
    }

    /// <summary>Null if nothing blocks the key, and for a key that makes no calls.</summary>
    public string? Of(ApiKey key)
    {
        if (key.Scope is not KeyScope.All) return null;
        if (wallet is { Mode: WalletMode.Prepaid } && wallet.Balance <= NanoUsd.Zero) return "The team's wallet is empty. Ask the operator of this installation for credit.";
        return CapOf(key) ?? BudgetOf(key);
    }

    private string? CapOf(ApiKey key)
    {
        if (key.Holder is not { } holder || !members.TryGetValue(holder, out var member) || member.Cap is not { OnReach: CapAction.Block, Monthly: var cap }) return null;
        if (spent.GetValueOrDefault(holder.ToString()) < cap) return null;
        var end = UtcMonth.Of(now).AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{member.Email} has spent the cap of {NumberFormat.Money(cap)} for this month. {AdviceFor(member, "cap")}, or wait until {end} (UTC).";
    }

    private string? BudgetOf(ApiKey key)
    {
        if (budgets.Of(key) is not { Budget: var budget, Amount: var amount, ResetsAt: var resets }) return null;
        var member = key.Holder is { } id ? members.GetValueOrDefault(id) : null;
        var subject = budget.Scope switch
        {
            BudgetScope.Tenant => "The team",
            BudgetScope.Member => member?.Email ?? "The holder",
            _ => "It",
        };
        var period = budget.Window switch
        {
            BudgetWindow.Day => "per day",
            BudgetWindow.Week => "per week",
            BudgetWindow.Month => "per month",
            _ => "in total",
        };
        var advice = AdviceFor(budget.Scope is BudgetScope.Tenant || budget.ScopeId is null ? null : member, "budget");
        var wait = resets is { } end ? $", or wait until {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} (UTC)" : "";
        return $"{subject} has spent the budget of {NumberFormat.Money(amount)} {period}. {advice}{wait}.";
    }

    /// <param name="limited">The member whose limit it is; null for a limit that is not that of one member.</param>
    /// <param name="limit">What the page calls it.</param>
    private string AdviceFor(Member? limited, string limit)
    {
        if (!reader.Role.ManagesSpend()) return $"Ask an owner or admin to raise the {limit}";
        return limited is null || reader.Role.Outranks(limited.Role) ? $"Raise that {limit} on the Tenant tab" : $"Ask an owner to raise the {limit}";
    }
}
