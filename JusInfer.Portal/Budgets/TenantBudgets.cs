using System.Collections.Frozen;
using System.Collections.Immutable;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Budgets;

/// <summary>The stored budgets of a team at one point in time, indexed by what they apply to.</summary>
internal sealed class TenantBudgets
{
    private readonly ImmutableArray<Budget> ofEach;
    private readonly FrozenDictionary<(BudgetScope Scope, string Id), Budget[]> ofOne;

    public TenantBudgets(ImmutableArray<Budget> budgets, TimeZoneInfo zone)
    {
        Zone = zone;
        ofEach = [.. budgets.Where(budget => budget.ScopeId is null)];
        ofOne = budgets.Where(budget => budget.ScopeId is not null).GroupBy(budget => (budget.Scope, budget.ScopeId!))
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>The team's time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Adds the budgets that apply to a call, with the name of what each is counted for: empty for the team.</summary>
    /// <param name="holder">The key and its member, whose monthly caps are budgets too.</param>
    /// <param name="user">The end user that the client named, if any.</param>
    /// <param name="run">The root of the call's run tree, if any.</param>
    /// <param name="applying">The list to add to.</param>
    public void AddApplying(KeyHolder holder, string? user, string? run, List<(Budget Budget, string Subject)> applying)
    {
        if (CapBudgets.Of(holder.Key) is { } keyCap) applying.Add((keyCap, keyCap.ScopeId!));
        if (CapBudgets.Of(holder.Member) is { } memberCap) applying.Add((memberCap, memberCap.ScopeId!));
        if (ofEach.IsEmpty && ofOne.Count == 0) return;
        var (key, member) = (holder.Key.Id.ToString(), holder.Key.Service ? null : holder.Member.Id.ToString());
        foreach (var budget in ofEach)
        {
            var subject = budget.Scope switch
            {
                BudgetScope.Member => member,
                BudgetScope.Key => key,
                BudgetScope.User => user,
                BudgetScope.Run => run,
                _ => "",
            };
            if (subject is not null) applying.Add((budget, subject));
        }

        AddOfOne(BudgetScope.Member, member, applying);
        AddOfOne(BudgetScope.Key, key, applying);
        AddOfOne(BudgetScope.User, user, applying);
        AddOfOne(BudgetScope.Run, run, applying);
    }

    private void AddOfOne(BudgetScope scope, string? subject, List<(Budget Budget, string Subject)> applying)
    {
        if (subject is null || !ofOne.TryGetValue((scope, subject), out var budgets)) return;
        foreach (var budget in budgets) applying.Add((budget, subject));
    }
}
