using JusInfer.Portal.Usage.Dimensions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Reports.Usage;

internal static class UsageReportServices
{
    /// <summary>
    /// Adds reports on usage, once, and their dimensions unless there are others. Requires the stores of Usage, Keys and Tenancy.
    /// </summary>
    internal static IServiceCollection AddUsageReports(this IServiceCollection services)
    {
        services.TryAddSingleton(UsageDimensions.Standard);
        services.TryAddScoped<UsageReader>();
        return services;
    }
}
