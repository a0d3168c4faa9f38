namespace JusInfer.Portal.Budgets;

internal static class BudgetServices
{
    internal static IServiceCollection AddBudgets(this IServiceCollection services) => services
        .AddSingleton<BudgetCache>()
        .AddSingleton<RunBudgets>();
}
