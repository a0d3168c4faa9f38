using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

internal static class ForwardingServices
{
    internal static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddReverseProxy()
            .LoadFromMemory(DataPlaneRoute.Routes, DataPlaneRoute.Clusters)
            .AddTransforms<CallTransforms>();
        services.AddSingleton<IForwarderHttpClientFactory, CallInvokerFactory>();
        return services;
    }

    internal static void MapForwarding(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapReverseProxy(proxy => proxy.UseMiddleware<CallMiddleware>());
}
