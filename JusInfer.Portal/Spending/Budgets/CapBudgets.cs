using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Spending.Budgets;

/// <summary>The monthly caps of keys and members, as the budgets that they are. Their windows are months in UTC.</summary>
internal static class CapBudgets
{
    /// <summary>Null if the key has no cap.</summary>
    public static Budget? From(ApiKey key) => key.Terms.MonthlyCap is { } cap
        ? OfMonth(key.Id.Value, key.TeamId, BudgetScope.Key, key.Id.ToString(), cap, ReachAction.Block, key.CreatedAt)
        : null;

    /// <summary>Null if the member has no cap.</summary>
    public static Budget? From(Member member) => member.Cap is { } cap
        ? OfMonth(
            member.Id.Value, member.TeamId, BudgetScope.Member, member.Id.ToString(), cap.Monthly,
            cap.OnReach == CapAction.Economy ? ReachAction.Economy : ReachAction.Block, member.JoinedAt)
        : null;

    private static Budget OfMonth(
        Guid id, TeamId team, BudgetScope scope, string subject, NanoUsd amount, ReachAction onReach, DateTimeOffset createdAt) => new()
        {
            Id = new BudgetId(id),
            TeamId = team,
            Scope = scope,
            ScopeId = subject,
            Window = BudgetWindow.Month,
            Amount = amount,
            OnReach = onReach,
            CreatedAt = createdAt,
            Version = 0,
            IsCap = true,
        };
}
