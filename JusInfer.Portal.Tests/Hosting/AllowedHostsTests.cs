using System.Net;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Which hosts requests may name.</summary>
public sealed class AllowedHostsTests(AllowedHostsTests.WithList shared) : IClassFixture<AllowedHostsTests.WithList>
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    [Theory]
    [InlineData("/", "evil.example.org")]
    [InlineData("/v1/tenant", "evil.example.org:5080")]
    [InlineData("/v1/models", "evil.example.org")]
    [InlineData("/mcp", "evil.example.org")]
    [InlineData("/", "example.com")]
    [InlineData("/", "notjusinfer.example.net")]
    [InlineData("/", "localhost.example.org")]
    [InlineData("/", "192.0.2.7")]
    public async Task A_foreign_host_gets_one_sentence(string path, string host)
    {
        using var answer = await GetAsync(shared.Portal, path, host);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("operators list further hosts in Proxy:AllowedHosts.");
    }

    [Theory]
    [InlineData("/", "jusinfer.example.net")]
    [InlineData("/", "JusInfer.Example.NET:8443")]
    [InlineData("/", "a.example.com")]
    [InlineData("/", "a.b.example.com")]
    [InlineData("/", "public.example.net")]
    [InlineData("/", "localhost:5080")]
    [InlineData("/", "127.0.0.1")]
    [InlineData("/", "[::1]")]
    [InlineData("/health/live", "10.1.2.3:5080")]
    [InlineData("/health/ready", "anything")]
    public async Task Listed_hosts_this_machine_and_probes_are_answered(string path, string host)
    {
        using var answer = await GetAsync(shared.Portal, path, host);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_list_every_host_is_answered()
    {
        await using var portal = await PortalHost.StartAsync(Catalog);

        using var answer = await GetAsync(portal, "/", "anything.example.org");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> GetAsync(PortalHost portal, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        return await portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public sealed class WithList : IAsyncLifetime
    {
        internal PortalHost Portal { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Portal = await PortalHost.StartAsync(
            Catalog, ("Proxy:AllowedHosts:0", "jusinfer.example.net"), ("Proxy:AllowedHosts:1", "*.example.com"), ("Portal:PublicUrl", "https://public.example.net"));

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }
}
