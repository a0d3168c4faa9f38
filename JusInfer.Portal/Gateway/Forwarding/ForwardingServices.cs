using JusInfer.Portal.Gateway.Pipeline;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

internal static class ForwardingServices
{
    internal static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddReverseProxy()
            .LoadFromMemory(DataPlaneRoute.Routes, DataPlaneRoute.Clusters)
            .AddTransforms<CallTransforms>();
        return services
            .AddSingleton<CallInvoker>()
            .AddSingleton<IForwarderHttpClientFactory, CallInvokerFactory>();
    }

    /// <summary>Maps the paths of calls: the pipeline, and the forwarder as its run stage.</summary>
    internal static void MapForwarding(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapReverseProxy(static proxy => proxy.UseMiddleware<CallPipeline>().UseMiddleware<ForwarderFailures>());
}
