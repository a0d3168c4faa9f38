using System.Net;
using System.Xml.Linq;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Content;

public sealed class ContentEndpointsTests : IAsyncLifetime
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private const string Drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><title>A dot</title><desc>One dot.</desc></svg>";

    private readonly ContentRoot root = new();
    private readonly HttpClient client = new();
    private WebApplication? portal;

    public async ValueTask InitializeAsync()
    {
        root.WithArticle("blog/first.md", "2026-01-01", body: "Ünïcode, *kept* as it is.  \r\n\r\n<!-- shown by: ATest -->\r\n").WithArticle("blog/second.md", "2026-02-01").WithArticle("docs/guide.md").With("pictures/box.svg", Drawing).WithChangelog("# Changelog\n\n## 1.0.0\n\nText.");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = root.Folder });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddContent();
        portal = builder.Build();
        portal.MapContent();
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
    [InlineData("blog/first.md")]
    [InlineData("docs/guide.md")]
    public async Task The_raw_markdown_is_the_file_byte_for_byte(string file)
    {
        using var answer = await client.GetAsync("/" + file);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/markdown; charset=utf-8");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(root.Folder, "content", file)));
    }

    [Theory]
    [InlineData("/blog/first.md")]
    [InlineData("/blog/feed.xml")]
    [InlineData("/sitemap.xml")]
    [InlineData("/llms.txt")]
    [InlineData("/changelog.md")]
    public async Task A_matching_entity_tag_gets_304_without_a_body(string address)
    {
        using var first = await client.GetAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());

        using var second = await client.SendAsync(again);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_without_a_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/blog/first.md");
        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/pictures/box.svg", "image/svg+xml")]
    [InlineData("/social/docs/guide.png", "image/png")]
    [InlineData("/social/jusinfer.png", "image/png")]
    public async Task Pictures_are_sent_with_their_type_and_can_be_revalidated(string address, string contentType)
    {
        using var answer = await client.GetAsync(address);

        answer.Content.Headers.ContentType!.ToString().ShouldBe(contentType);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty();
        answer.Headers.ETag.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/pictures/bix.svg")]
    [InlineData("/pictures/..%2F..%2FCHANGELOG.md")]
    [InlineData("/social/docs/nothing.png")]
    [InlineData("/social/nothing/guide.png")]
    public async Task An_unknown_picture_is_404(string address)
    {
        using var answer = await client.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/blog/nothing.md", "/blog/")]
    [InlineData("/docs/first.md", "/docs/")]
    [InlineData("/blog/..%2Fdocs%2Fguide.md", "/blog/")]
    public async Task An_unknown_article_is_404_with_the_address_of_the_list(string address, string list)
    {
        using var answer = await client.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(list);
    }

    [Fact]
    public async Task The_feed_has_the_elements_that_atom_requires()
    {
        using var answer = await client.GetAsync("/blog/feed.xml");
        var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;

        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/atom+xml; charset=utf-8");
        feed.Name.ShouldBe(Atom + "feed");
        feed.Element(Atom + "id")!.Value.ShouldBe($"{client.BaseAddress}blog/");
        feed.Element(Atom + "updated")!.Value.ShouldBe("2026-02-01T00:00:00Z");
        feed.Elements(Atom + "entry").Select(static entry => entry.Element(Atom + "title")!.Value).ShouldBe(["Title of second", "Title of first"]);
        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            Uri.IsWellFormedUriString(entry.Element(Atom + "id")!.Value, UriKind.Absolute).ShouldBeTrue();
            DateTimeOffset.TryParse(entry.Element(Atom + "updated")!.Value, out _).ShouldBeTrue();
            entry.Element(Atom + "author")!.Element(Atom + "name")!.Value.ShouldBe("The author");
            entry.Element(Atom + "summary")!.Value.ShouldBe("One sentence.");
        }
    }

    [Fact]
    public async Task The_index_for_language_models_links_to_the_markdown_of_every_article()
    {
        var index = await client.GetStringAsync("/llms.txt");

        index.ShouldStartWith("# JusInfer\n\n> ");
        index.ShouldContain($"- [Title of guide]({client.BaseAddress}docs/guide.md): One sentence.\n");
        index.ShouldContain($"- [Title of second]({client.BaseAddress}blog/second.md): One sentence.\n");
        index.ShouldContain($"]({client.BaseAddress}llms-full.txt)");
    }

    [Fact]
    public async Task The_full_text_for_language_models_has_every_article_without_front_matter_and_comments()
    {
        var text = await client.GetStringAsync("/llms-full.txt");

        text.ShouldContain($"\n# Title of first\n\nSource: {client.BaseAddress}blog/first/\n\nÜnïcode, *kept* as it is.");
        text.ShouldNotContain("shown by");
        text.ShouldNotContain("cluster:");
    }

    [Fact]
    public async Task The_sitemap_lists_every_article()
    {
        using var answer = await client.GetAsync("/sitemap.xml");
        var map = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;

        map.Elements(Map + "url").Select(static url => new Uri(url.Element(Map + "loc")!.Value).AbsolutePath)
            .ShouldBe(["/", "/blog/", "/docs/", "/connect/", "/changelog/", "/blog/second/", "/blog/first/", "/docs/guide/"]);
    }
}
