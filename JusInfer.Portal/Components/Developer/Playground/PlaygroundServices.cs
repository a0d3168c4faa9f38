using Microsoft.AspNetCore.Hosting.Server;

namespace JusInfer.Portal.Components.Developer.Playground;

internal static class PlaygroundServices
{
    /// <summary>Adds the client of the playground. Its calls end with the page or by the gateway's timeouts, so it has none of its own.</summary>
    internal static IServiceCollection AddPlayground(this IServiceCollection services) => services.AddSingleton(static container =>
    {
        var server = container.GetRequiredService<IServer>();
        var http = new HttpClient(LoopbackAddress.HandlerFor(server)) { Timeout = Timeout.InfiniteTimeSpan };
        return new PlaygroundClient(http, () => LoopbackAddress.AddressOf(server), container.GetRequiredService<TimeProvider>());
    });
}
