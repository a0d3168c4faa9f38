using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The stored budgets of a team at one point in time, indexed by what they apply to.</summary>
internal sealed class TeamBudgets
{
    private readonly ImmutableArray<Budget> ofEach;
    private readonly FrozenDictionary<(BudgetScope Scope, string Id), Budget[]> ofOne;
    private readonly ConditionalWeakTable<KeyHolder, (Budget Budget, string Subject)[]> ofHolders = [];

    public TeamBudgets(ImmutableArray<Budget> budgets, TimeZoneInfo zone)
    {
        Zone = zone;
        ofEach = [.. budgets.Where(budget => budget.ScopeId is null)];
        ofOne = budgets.Where(budget => budget.ScopeId is not null).GroupBy(budget => (budget.Scope, budget.ScopeId!))
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>The team's time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Whether budgets for end users or runs apply to a call, in addition to those that apply to every call of its key.</summary>
    public bool HasOthers(string? user, string? run) => HasAny(BudgetScope.User, user) || HasAny(BudgetScope.Run, run);

    /// <summary>Adds the budgets that apply to a call, with the name of what each is counted for: empty for the team.</summary>
    /// <param name="holder">The key and its member, whose monthly caps are budgets too.</param>
    /// <param name="user">The end user that the client named, if any.</param>
    /// <param name="run">The root of the call's run tree, if any.</param>
    /// <param name="applying">The list to add to.</param>
    public void AddApplying(KeyHolder holder, string? user, string? run, List<(Budget Budget, string Subject)> applying)
    {
        applying.AddRange(ofHolders.GetValue(holder, OfHolder));
        AddOf(BudgetScope.User, user, applying);
        AddOf(BudgetScope.Run, run, applying);
    }

    /// <summary>The budgets of every call of a key. They were found again for each call, which took 1 us of 80 (<c>benchmarks/nodes.py</c>, perf).</summary>
    private (Budget Budget, string Subject)[] OfHolder(KeyHolder holder)
    {
        var applying = new List<(Budget Budget, string Subject)>();
        if (CapBudgets.From(holder.Key) is { } keyCap) applying.Add((keyCap, keyCap.ScopeId!));
        if (CapBudgets.From(holder.Member) is { } memberCap) applying.Add((memberCap, memberCap.ScopeId!));
        AddOf(BudgetScope.Tenant, "", applying);
        AddOf(BudgetScope.Member, holder.Key.Service ? null : holder.Member.Id.ToString(), applying);
        AddOf(BudgetScope.Key, holder.Key.Id.ToString(), applying);
        return [.. applying];
    }

    private bool HasAny(BudgetScope scope, string? subject)
    {
        if (subject is null) return false;
        foreach (var budget in ofEach)
        {
            if (budget.Scope == scope) return true;
        }

        return ofOne.Count > 0 && ofOne.ContainsKey((scope, subject));
    }

    private void AddOf(BudgetScope scope, string? subject, List<(Budget Budget, string Subject)> applying)
    {
        if (subject is null) return;
        foreach (var budget in ofEach)
        {
            if (budget.Scope == scope) applying.Add((budget, subject));
        }

        if (!ofOne.TryGetValue((scope, subject), out var budgets)) return;
        foreach (var budget in budgets) applying.Add((budget, subject));
    }
}
