namespace JusInfer.Portal.Components;

internal static class ComponentsServices
{
    /// <summary>What the pages need beside Blazor itself, which Hosting adds.</summary>
    internal static IServiceCollection AddPortalPages(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        return services;
    }
}
