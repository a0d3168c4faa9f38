using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Link checkers, previews and probes ask with HEAD: every readable address answers it like GET, without a body.</summary>
public sealed class HeadRequestTests(SharedPortal open) : IClassFixture<SharedPortal>
{
    private readonly PagesHost portal = open.Pages;

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/login", 200)]
    [InlineData("/blog/", 200)]
    [InlineData("/docs/quick-start/", 200)]
    [InlineData("/docs/quick-start.md", 200)]
    [InlineData("/blog/feed.xml", 200)]
    [InlineData("/sitemap.xml", 200)]
    [InlineData("/css/app.css", 200)]
    [InlineData("/favicon.svg", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/developer/keys", 302)]
    [InlineData("/docs/never-written/", 404)]
    [InlineData("/nowhere", 404)]
    public async Task HEAD_answers_with_the_status_and_the_headers_of_GET_and_no_body(string address, int status)
    {
        var get = await SendAsync(HttpMethod.Get, address);
        var head = await SendAsync(HttpMethod.Head, address);

        ((int)head.StatusCode).ShouldBe(status);
        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        head.Headers.Location.ShouldBe(get.Headers.Location);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Headers.CacheControl.ShouldBe(get.Headers.CacheControl);
        (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_still_refuses_a_method_that_it_does_not_support()
    {
        var answer = await SendAsync(HttpMethod.Put, "/login");

        ((int)answer.StatusCode).ShouldBe(405);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string address) =>
        portal.Browser.SendAsync(new HttpRequestMessage(method, address), TestContext.Current.CancellationToken);
}
