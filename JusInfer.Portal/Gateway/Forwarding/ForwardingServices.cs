using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Pipeline;

namespace JusInfer.Portal.Gateway.Forwarding;

internal static class ForwardingServices
{
    internal static IServiceCollection AddForwarding(this IServiceCollection services) =>
        services.AddHttpForwarder().AddSingleton<CallTransformer>().AddSingleton<CallForwarder>();

    /// <summary>Maps the paths of calls to the pipeline, with the forwarder as its run stage.</summary>
    internal static void MapForwarding(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        RequestDelegate forward = services.GetRequiredService<CallForwarder>().ForwardAsync;
        RequestDelegate pipeline = ActivatorUtilities.CreateInstance<CallPipeline>(services, forward).InvokeAsync;
        foreach (var path in services.GetRequiredService<DataPlanePaths>().CallPaths) endpoints.MapPost(path, pipeline);
    }
}
