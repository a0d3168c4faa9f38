using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Components.Developer.Markdown;
using JusInfer.Portal.Components.Developer.Overview;
using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Usage;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace JusInfer.Portal.Components;

internal static class ComponentsServices
{
    /// <summary>Adds the pages' services. Hosting adds Blazor itself.</summary>
    internal static IServiceCollection AddPortalPages(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddKit();
        services.AddScoped<CircuitHandler, PageCaller>();
        services.AddUsageReports();
        services.AddScoped<PageAccount>();
        services.AddScoped<TeamReader>();
        services.AddScoped<ReceiptReader>();
        services.AddScoped<RequestsReader>();
        services.AddScoped<OpenedCallReader>();
        services.AddScoped<OverviewReader>();
        services.AddDeveloperMarkdown();
        services.AddPlayground();
        return services;
    }
}
