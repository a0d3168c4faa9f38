using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the start says about plain HTTP.</summary>
public sealed class PlainHttpWarningTests
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    [Theory]
    [InlineData("http://0.0.0.0:5080", true)]
    [InlineData("http://[::]:5080", true)]
    [InlineData("http://*:5080", true)]
    [InlineData("http://jusinfer.example.com", true)]
    [InlineData("http://10.0.0.7:80", true)]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://127.0.0.1:0", false)]
    [InlineData("http://[::1]:5080", false)]
    [InlineData("http://unix:/run/jusinfer.sock", false)]
    [InlineData("https://0.0.0.0:5081", false)]
    public void Plain_http_counts_where_others_reach_it(string address, bool reachable) => PlainHttpWarning.IsReachable(address).ShouldBe(reachable);

    [Fact]
    public async Task The_start_warns_of_plain_http_without_a_proxy() => (await WarnsAsync()).ShouldBeTrue();

    [Fact]
    public async Task The_start_warns_where_plain_http_is_allowed() => (await WarnsAsync(("Proxy:Known:0", "10.0.0.1"), ("Proxy:AllowPlainHttp", "true"))).ShouldBeTrue();

    [Fact]
    public async Task Behind_a_known_proxy_there_is_no_warning() => (await WarnsAsync(("Proxy:Known:0", "10.0.0.1"))).ShouldBeFalse();

    [Fact]
    public async Task On_this_machine_there_is_no_warning() => (await WarnsAsync("http://127.0.0.1:0")).ShouldBeFalse();

    private static Task<bool> WarnsAsync(params (string Key, string Value)[] settings) => WarnsAsync("http://0.0.0.0:0", settings);

    private static async Task<bool> WarnsAsync(string address, params (string Key, string Value)[] settings)
    {
        await using var portal = await PortalHost.StartAsync(Catalog, [("Urls", address), .. settings]);
        return portal.Logs.Lines.Any(static line => line.Contains(" Warning JusInfer listens with plain HTTP at http://", StringComparison.Ordinal));
    }
}
