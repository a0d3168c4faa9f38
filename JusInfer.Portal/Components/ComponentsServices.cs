using JusInfer.Portal.Components.Shared.Kit;
using Radzen;

namespace JusInfer.Portal.Components;

internal static class ComponentsServices
{
    /// <summary>What the pages need beside Blazor itself, which Hosting adds.</summary>
    internal static IServiceCollection AddPortalPages(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddScoped<DialogService>();
        services.AddScoped<NotificationService>();
        services.AddScoped<Dialogs>();
        return services;
    }
}
