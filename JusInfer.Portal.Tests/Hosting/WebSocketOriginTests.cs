using System.Net;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Which pages can open the WebSocket of the portal's pages.</summary>
public sealed class WebSocketOriginTests : IAsyncLifetime
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private PortalHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PortalHost.StartAsync(Catalog, ("Portal:PublicUrl", "https://jusinfer.example.com"));

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("https://evil.example.org", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("null", 403)]
    [InlineData("http://{own}", 101)]
    [InlineData("https://jusinfer.example.com", 101)]
    [InlineData(null, 101)]
    public async Task A_page_of_another_site_cannot_connect(string? origin, int status)
    {
        var own = portal.Address.Authority;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, portal.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var header = origin is null ? "" : $"Origin: {origin.Replace("{own}", own, StringComparison.Ordinal)}\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /_blazor HTTP/1.1\r\nHost: {own}\r\n{header}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldStartWith($"HTTP/1.1 {status} ");
    }
}
