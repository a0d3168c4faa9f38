using Microsoft.AspNetCore.Components;
using MudBlazor;
using MudBlazor.Services;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The services of the UI kit. How its controls are is in <see cref="KitDefaults"/>, colors and sizes in <c>wwwroot/css/kit.css</c>.
/// </summary>
internal static class KitServices
{
    private const int NotificationMilliseconds = 5000;

    internal static IServiceCollection AddKit(this IServiceCollection services)
    {
        services.AddMudServices(static kit =>
        {
            kit.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            kit.SnackbarConfiguration.VisibleStateDuration = NotificationMilliseconds;
            kit.SnackbarConfiguration.ShowTransitionDuration = 0;
            kit.SnackbarConfiguration.HideTransitionDuration = 0;
            kit.SnackbarConfiguration.SnackbarVariant = Variant.Outlined;
            kit.PopoverOptions.CheckForPopoverProvider = false;
        });
        services.AddScoped<IComponentActivator, KitDefaults>();
        services.AddScoped<Dialogs>();
        return services;
    }
}
