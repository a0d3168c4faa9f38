namespace JusInfer.Portal.Components.Landing;

internal static class LandingServices
{
    internal static IServiceCollection AddLanding(this IServiceCollection services, LandingOptions options) => services
        .AddSingleton(options)
        .AddSingleton<LiveStreamEndpoint>();

    internal static IEndpointRouteBuilder MapLanding(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<LandingOptions>().LiveStream)
        {
            var live = endpoints.ServiceProvider.GetRequiredService<LiveStreamEndpoint>();
            endpoints.MapGet(LiveStreamEndpoint.Path, live.StreamAsync).AllowAnonymous().ExcludeFromDescription();
        }

        return endpoints;
    }
}
