using Radzen;

namespace JusInfer.Portal.Components.Shared.Kit;

internal static class KitServices
{
    /// <summary>Adds the services of the UI kit that the wrappers need.</summary>
    internal static IServiceCollection AddKit(this IServiceCollection services)
    {
        services.AddScoped<DialogService>();
        services.AddScoped<NotificationService>();
        services.AddScoped<Dialogs>();
        return services;
    }
}
