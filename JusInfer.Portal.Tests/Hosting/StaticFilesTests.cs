using System.Net;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the server says about itself: no lists of folders, no echo of requests, nothing of the repository.</summary>
public sealed class StaticFilesTests : IAsyncLifetime
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private PortalHost portal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => portal = await PortalHost.StartAsync(Catalog);

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("/css")]
    [InlineData("/css/")]
    [InlineData("/js/")]
    [InlineData("/fonts/")]
    [InlineData("/_framework/")]
    [InlineData("/_content/")]
    [InlineData("/.git/HEAD")]
    [InlineData("/.git/config")]
    [InlineData("/appsettings.json")]
    [InlineData("/catalog.json/../appsettings.json")]
    public async Task Folders_and_files_of_the_installation_are_not_served(string path)
    {
        using var answer = await portal.Http.GetAsync(path, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/css/tokens.css")]
    [InlineData("/v1/tenant")]
    [InlineData("/v1/auth/login")]
    [InlineData("/v1/models")]
    [InlineData("/health/live")]
    [InlineData("/mcp")]
    public async Task Trace_is_not_answered_with_the_request(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Trace, path) { Headers = { { "X-Planted", "planted-header" } } };

        using var answer = await portal.Http.SendAsync(request, Token);

        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldNotContain("planted-header");
    }

    [Theory]
    [InlineData("/v1/tenant")]
    [InlineData("/v1/models")]
    [InlineData("/v1/auth/login")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/mcp")]
    public async Task Programs_are_not_redirected_to_https(string path)
    {
        using var answer = await portal.Http.GetAsync(path, Token);

        ((int)answer.StatusCode).ShouldNotBeInRange(300, 399);
    }

    [Fact]
    public void The_image_has_no_history_of_the_repository() => File.ReadAllLines(Repository.PathOf(".dockerignore")).ShouldContain(".git");

    [Fact]
    public void The_example_has_no_password()
    {
        var lines = File.ReadAllLines(Repository.PathOf("deploy", "compose.yaml")).Where(static line => line.Contains("PASSWORD", StringComparison.Ordinal) && !line.StartsWith('#')).ToArray();

        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(static line => line.Contains("${POSTGRES_PASSWORD:?"));
    }
}
