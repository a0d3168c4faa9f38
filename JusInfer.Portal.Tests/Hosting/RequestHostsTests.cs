using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.Components;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The host of a request, with which the addresses begin that the portal names.</summary>
public sealed class RequestHostsTests
{
    private const string Metadata = "/.well-known/oauth-protected-resource/mcp";

    private static readonly string[] BehindProxy = ["--Proxy:Known:0", "127.0.0.0/8"];

    [Theory] // apache/cxf#348, hkamel/sonar-auth-aad#83
    [InlineData("https", "jus.example.com:443", "https://jus.example.com/mcp")]
    [InlineData("https", "[2001:db8::1]:443", "https://[2001:db8::1]/mcp")]
    [InlineData("https", "jus.example.com:80", "https://jus.example.com:80/mcp")]
    [InlineData("https", "jus.example.com:8443", "https://jus.example.com:8443/mcp")]
    [InlineData("http", "localhost:80", "http://localhost/mcp")]
    public async Task A_proxy_that_adds_the_default_port_changes_no_address(string scheme, string host, string resource)
    {
        await using var portal = await PagesHost.StartAsync(BehindProxy);

        var answer = await SendAsync(
            portal, $"GET {Metadata} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: {scheme}\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain($"\"resource\":\"{resource}\"");
    }

    [Theory] // dotnet/aspnetcore#5909
    [InlineData("/", 200)]
    [InlineData("/docs/mcp/", 200)]
    [InlineData("/developer", 302)]
    [InlineData("/health", 404)]
    [InlineData("/nope", 404)]
    public async Task A_probe_without_a_host_is_answered(string path, int status)
    {
        await using var portal = await PagesHost.StartAsync();

        (await SendAsync(portal, $"GET {path} HTTP/1.0\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status}");
        (await SendAsync(portal, $"GET {path} HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status}");
    }

    [Fact]
    public async Task Without_a_host_addresses_begin_with_the_published_one_or_with_that_of_the_connection()
    {
        await using var portal = await PagesHost.StartAsync();
        await using var published = await PagesHost.StartAsync(
            [.. BehindProxy, "--Portal:PublicUrl", "https://jus.example.com", "--Proxy:AllowedHosts:0", "jus.example.com"]);
        const string request = $"GET {Metadata} HTTP/1.0\r\n\r\n";

        (await SendAsync(portal, request)).ShouldContain($"\"resource\":\"{portal.Browser.BaseAddress}mcp\"");
        (await SendAsync(published, request.Replace("\r\n\r\n", "\r\nX-Forwarded-Proto: https\r\n\r\n", StringComparison.Ordinal)))
            .ShouldContain("\"resource\":\"https://jus.example.com/mcp\"");
    }

    private static async Task<string> SendAsync(PagesHost portal, string request)
    {
        var token = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(portal.Browser.BaseAddress!.Host, portal.Browser.BaseAddress.Port, token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(token);
    }
}
