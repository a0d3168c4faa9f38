using System.Text;
using JusInfer.Portal.Gateway.Simulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.Gateway.Simulator;

public sealed class SimulatorServicesTests
{
    [Fact]
    public async Task The_handler_is_one_for_the_process_and_paced_by_the_settings()
    {
        await using var services = Build(("Simulator:FirstTokenDelay", "00:00:00"), ("Simulator:TokenDelay", "00:00:00"));
        var handler = services.GetRequiredService<SimulatorHandler>();
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://simulator/v1/chat/completions")
        {
            Content = new StringContent(Talk.Say("hello").ToJsonString(), Encoding.UTF8, "application/json"),
        };

        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);

        response.IsSuccessStatusCode.ShouldBeTrue();
        services.GetRequiredService<SimulatorHandler>().ShouldBeSameAs(handler);
    }

    [Theory]
    [InlineData("Simulator:TokenDelay", "-00:00:01")]
    [InlineData("Simulator:PrefixBlocks", "0")]
    public async Task Settings_that_make_no_sense_are_named(string name, string value)
    {
        await using var services = Build((name, value));

        Should.Throw<OptionsValidationException>(services.GetRequiredService<SimulatorHandler>).Message.ShouldContain(name);
    }

    private static ServiceProvider Build(params IEnumerable<(string Name, string Value)> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(static setting => setting.Name, static setting => (string?)setting.Value)).Build())
        .AddSimulator()
        .BuildServiceProvider();
}
