namespace JusInfer.Portal.Spending.Budgets;

internal static class BudgetServices
{
    /// <summary>Adds budgets. Requires the stores of Budgets, Keys, Tenancy and Usage, and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddBudgets(this IServiceCollection services) => services
        .AddSingleton<BudgetCache>()
        .AddSingleton<RunBudgets>()
        .AddSingleton<BudgetSpend>()
        .AddSingleton<BudgetRules>()
        .AddSingleton<BudgetPreview>()
        .AddSingleton<BudgetService>();
}
