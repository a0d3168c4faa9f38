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

    private static Task<GatewayAnswer> FromAsync(Caller caller, string forwardedFor) =>
        caller.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("X-Forwarded-For", forwardedFor));
}
