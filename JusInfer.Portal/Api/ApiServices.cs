using System.Text.Json;
using System.Text.Json.Serialization;
using JusInfer.Portal.Api.OpenApi;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Reports.Views;

namespace JusInfer.Portal.Api;

internal static class ApiServices
{
    /// <summary>Adds the control plane. Requires the services of Accounts, Keys, Tenancy and Usage.</summary>
    internal static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddOpenApi(ControlPlaneDocument.Name, ControlPlaneDocument.Describe);
        return services.AddUsageReports().AddSingleton<ExportLimiter>().AddSingleton<ForbiddenCallLog>().AddAuthorization().AddProblemDetails();
    }
}
