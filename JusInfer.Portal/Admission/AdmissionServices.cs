using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Admission.Spend;

namespace JusInfer.Portal.Admission;

internal static class AdmissionServices
{
    internal static IServiceCollection AddAdmission(this IServiceCollection services) => services
        .AddSingleton<KeyRates>()
        .AddSingleton<MonthToDateSpend>()
        .AddSingleton<AdmissionController>();
}
