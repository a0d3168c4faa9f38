using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The address of a client behind a reverse proxy.</summary>
public sealed class KnownProxiesTests
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
    private static readonly string[] Office = ["203.0.113.0/24"];

    [Fact]
    public async Task A_known_proxy_names_the_client()
    {
        await using var portal = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "127.0.0.0/8"), ("Proxy:Known:1", "198.51.100.1"));
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "office", allowed_addresses = Office });

        (await FromAsync(caller, "203.0.113.7")).ShouldBe(200);
        (await FromAsync(caller, "192.0.2.1, 203.0.113.7, 198.51.100.1")).ShouldBe(200);
        (await FromAsync(caller, "203.0.113.7, 192.0.2.1")).Message.ShouldContain("from 192.0.2.1");
        (await caller.GetAsync("/v1/models")).Message.ShouldContain("from 127.0.0.1");
    }

    /// <summary>A client sends the beginning of the header to a proxy that adds to it (dotnet/aspnetcore#36537, authentik#25679).</summary>
    [Theory]
    [InlineData("\"203.0.113.7, 192.0.2.1", "192.0.2.1")]
    [InlineData("203.0.113.7\", 192.0.2.1", "192.0.2.1")]
    [InlineData("203.0.113.7, \"\", 192.0.2.1", "192.0.2.1")]
    [InlineData("unknown, 192.0.2.1", "192.0.2.1")]
    [InlineData(", ,, 192.0.2.1", "192.0.2.1")]
    [InlineData("203.0.113.7, 192.0.2.1:61598", "192.0.2.1")] // Azure's gateway adds the port
    [InlineData("203.0.113.7, [2001:db8::1]:61598", "2001:db8::1")]
    [InlineData("203.0.113.7, 2001:db8::1", "2001:db8::1")]
    public async Task What_a_client_sends_before_it_does_not_hide_its_address(string header, string client)
    {
        await using var portal = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "127.0.0.0/8"));
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "own", allowed_addresses = (string[])["127.0.0.0/8"] });

        (await FromAsync(caller, header)).Message.ShouldContain($"from {client}");
    }

    [Fact]
    public async Task Other_clients_cannot_forge_their_address()
    {
        await using var portal = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "198.51.100.1"));
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "office", allowed_addresses = Office });

        (await FromAsync(caller, "203.0.113.7")).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task Without_known_proxies_the_header_is_ignored()
    {
        await using var portal = await PortalHost.StartAsync(Catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "office", allowed_addresses = Office });

        (await FromAsync(caller, "203.0.113.7")).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task An_unknown_scheme_is_logged_once()
    {
        await using var portal = await PortalHost.StartAsync(Catalog, ("Proxy:Known:0", "127.0.0.0/8"));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        foreach (var scheme in new[] { "https", "http", "ws", "wss", "gopher", "gopher", "spdy" })
            (await caller.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("X-Forwarded-Proto", scheme))).ShouldBe(200);

        portal.Logs.Lines.Where(static line => line.Contains("X-Forwarded-Proto")).ShouldHaveSingleItem().ShouldContain("'gopher'");
    }

    private static Task<GatewayAnswer> FromAsync(Caller caller, string forwardedFor) =>
        caller.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("X-Forwarded-For", forwardedFor));
}
