using System.Text;
using JusInfer.Portal.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class SimulatorServicesTests
{
    [Fact]
    public async Task The_handler_is_a_singleton_that_uses_the_configured_options()
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSimulator(SimulatedUpstream.WithoutDelays).BuildServiceProvider();
        var handler = services.GetRequiredService<SimulatorHandler>();
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://simulator/v1/chat/completions")
        {
            Content = new StringContent(ChatRequests.Ask("hello").ToJsonString(), Encoding.UTF8, "application/json"),
        };

        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);

        response.IsSuccessStatusCode.ShouldBeTrue();
        services.GetRequiredService<SimulatorHandler>().ShouldBeSameAs(handler);
    }
}
