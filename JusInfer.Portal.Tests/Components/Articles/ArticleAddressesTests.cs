using System.Net;
using JusInfer.Portal.Components;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Components.Articles;

/// <summary>The addresses of articles over a real socket: status, content type and links.</summary>
public sealed class ArticleAddressesTests : IAsyncLifetime
{
    private readonly ContentRoot root = new();
    private readonly HttpClient client = new();
    private WebApplication? portal;

    public async ValueTask InitializeAsync()
    {
        root.WithArticle("blog/first.md").WithArticle("docs/guide.md").WithChangelog("# Changelog\n\n## 1.0.0\n\nText.");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = root.Folder, EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddPortalPages().AddContent();
        portal = builder.Build();
        portal.UseAntiforgery();
        portal.MapContent();
        portal.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        await portal.StartAsync();
        client.BaseAddress = new Uri(portal.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (portal is not null) await portal.DisposeAsync();
        root.Dispose();
    }

    [Theory]
    [Trait("Promise", "P-3")]
    [InlineData("/blog/", "text/html")]
    [InlineData("/blog", "text/html")]
    [InlineData("/blog/first/", "text/html")]
    [InlineData("/blog/first", "text/html")]
    [InlineData("/blog/first.md", "text/markdown")]
    [InlineData("/blog/feed.xml", "application/atom+xml")]
    [InlineData("/docs/", "text/html")]
    [InlineData("/docs/guide/", "text/html")]
    [InlineData("/docs/guide.md", "text/markdown")]
    [InlineData("/docs/search?q=first", "text/html")]
    [InlineData("/tags/", "text/html")]
    [InlineData("/tags/one/", "text/html")]
    [InlineData("/changelog/", "text/html")]
    [InlineData("/changelog.md", "text/markdown")]
    [InlineData("/llms.txt", "text/markdown")]
    [InlineData("/llms-full.txt", "text/markdown")]
    public async Task A_published_address_answers_with_its_content_type(string address, string type)
    {
        using var answer = await client.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
    }

    [Fact]
    public async Task An_unknown_article_answers_404_with_links_to_the_existing_ones()
    {
        using var answer = await client.GetAsync("/docs/nothing/");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("href=\"/docs/guide/\"");
    }

    [Fact]
    public async Task A_misspelled_article_answers_404_with_a_suggestion()
    {
        using var answer = await client.GetAsync("/docs/guid/");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Did you mean");
    }

    [Fact]
    public async Task An_unknown_tag_answers_404()
    {
        using var answer = await client.GetAsync("/tags/nothing/");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_search_finds_a_page_without_a_script()
    {
        var page = await client.GetStringAsync("/docs/search?q=guide");

        page.ShouldContain("<form class=\"search\" action=\"/docs/search\" method=\"get\"");
        page.ShouldContain("href=\"/docs/guide/\"");
    }

    [Fact]
    public async Task A_page_names_its_canonical_address_and_its_markdown()
    {
        var page = await client.GetStringAsync("/blog/first");

        page.ShouldContain($"<link rel=\"canonical\" href=\"{client.BaseAddress}blog/first/\"");
        page.ShouldContain("<link rel=\"alternate\" type=\"text/markdown\" href=\"/blog/first.md\"");
        page.ShouldContain("<meta name=\"description\" content=\"One sentence.\"");
        page.ShouldContain("<title>Title of first · JusInfer</title>");
    }
}
