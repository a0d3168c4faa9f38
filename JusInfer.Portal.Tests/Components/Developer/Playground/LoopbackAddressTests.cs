using JusInfer.Portal.Components.Developer.Playground;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

public sealed class LoopbackAddressTests
{
    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080/")]
    [InlineData("http://[::]:8080", "http://[::1]:8080/")]
    [InlineData("http://0.0.0.0:80", "http://127.0.0.1/")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://+:443 http://10.0.0.5:5080", "http://10.0.0.5:5080/")]
    [InlineData("https://+:443", "https://127.0.0.1/")]
    [InlineData("http://unix:/run/jusinfer/socket", "http://localhost/?%2Frun%2Fjusinfer%2Fsocket")]
    public void The_playground_calls_the_address_on_which_the_process_listens(string addresses, string expected) =>
        LoopbackAddress.Choose(addresses.Split(' ')).AbsoluteUri.ShouldBe(expected);
}
