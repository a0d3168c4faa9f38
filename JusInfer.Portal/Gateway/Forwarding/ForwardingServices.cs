using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Pipeline;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

internal static class ForwardingServices
{
    internal static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddReverseProxy().AddTransforms<CallTransforms>();
        return services
            .AddSingleton<IProxyConfigProvider>(static container => new InMemoryConfigProvider(
                DataPlaneRoute.RoutesOf(container.GetRequiredService<DataPlanePaths>()), DataPlaneRoute.Clusters))
            .AddSingleton<CallInvoker>()
            .AddSingleton<IForwarderHttpClientFactory, CallInvokerFactory>();
    }

    /// <summary>Maps the paths of calls to the pipeline, with the forwarder as its run stage.</summary>
    internal static void MapForwarding(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapReverseProxy(static proxy => proxy.UseMiddleware<CallPipeline>().UseMiddleware<ForwarderFailures>());
}
