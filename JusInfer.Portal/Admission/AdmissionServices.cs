using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Admission;

internal static class AdmissionServices
{
    internal static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddSingleton<RateLimiters>()
        .AddSingleton<RateAdmission>()
        .AddSingleton<OutputHistory>()
        .AddSingleton<LimitReader>()
        .AddSingleton<MoneyAdmission>()
        .AddSingleton<IHeldAmounts>(provider => provider.GetRequiredService<LimitReader>())
        .AddSingleton<LimitReport>()
        .AddSingleton<AdmissionController>()
        .AddHostedService<AllowanceRefresh>();

    /// <summary>Several nodes share the store: a node uses only what it has leased of their limits.</summary>
    internal static IServiceCollection AddLeases(this IServiceCollection services) => services
        .AddSingleton<LeaseExchange>()
        .AddSingleton<RateExchange>()
        .AddSingleton<IFormerOverdrafts, FormerOverdrafts>()
        .AddHostedService<LeaseRenewal>()
        .AddHostedService<RateRenewal>();
}
