using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The limits that a call held money of, for people.</summary>
internal static class HeldDescriptions
{
    /// <param name="limits">The ids, as <see cref="HeldLimits.Parse"/> returns them.</param>
    /// <param name="budgets">The budgets and caps that the reader may see.</param>
    public static string Describe(IEnumerable<string> limits, ImmutableArray<Budget> budgets) =>
        string.Join(", ", limits.Select(limit => limit == HeldLimits.Wallet ? "the wallet" : NameOf(budgets.FirstOrDefault(budget => budget.Id.ToString() == limit))).Distinct(StringComparer.Ordinal));

    private static string NameOf(Budget? budget) => budget switch
    {
        null => "a budget that was removed since or that others manage",
        { IsCap: true, Scope: BudgetScope.Key } => "the monthly cap of the key",
        { IsCap: true } => "the monthly cap of the member",
        { Scope: BudgetScope.Tenant or BudgetScope.User or BudgetScope.Run } => Named(budget, subject: null),
        { Scope: BudgetScope.Key } => Named(budget, "the key"),
        _ => Named(budget, "the member"),
    };

    private static string Named(Budget budget, string? subject)
    {
        var row = new BudgetRow(budget, subject, Spent: null, DateTimeOffset.MinValue);
        return $"the budget of {row.Name} {row.Window}";
    }
}
