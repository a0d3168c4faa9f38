using Bunit;
using JusInfer.Portal.Components.Articles;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Articles;

public sealed class ArticlePagesTests : BunitContext, IAsyncLifetime
{
    private readonly ContentRoot root = new();

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        root.WithArticle("blog/first.md", "2026-01-01", body: "Text with a [link](#second-part).\n\n## First part\n\nMore.\n\n## Second part\n\nEnd.")
            .WithArticle("blog/second.md", "2026-02-01", tags: "[two]")
            .WithArticle("docs/guide.md", cluster: "getting-started");
        var library = root.Library();
        await library.StartAsync(CancellationToken.None);
        Services.AddSingleton(library);
        ComponentFactories.AddStub<PageTitle>(static title => title.Get(p => p.ChildContent)!);
        ComponentFactories.AddStub<HeadContent>();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) root.Dispose();
    }

    [Fact]
    [Trait("Promise", "P-5")]
    public void An_article_shows_its_summary_date_author_tags_and_raw_markdown()
    {
        var page = Render<BlogArticlePage>(p => p.Add(page => page.Slug, "first"));

        page.FindAll("h1").ShouldHaveSingleItem().TextContent.ShouldBe("Title of first");
        page.Find(".tldr").TextContent.ShouldContain("The short of it.");
        page.Find("time").GetAttribute("datetime").ShouldBe("2026-01-01");
        page.Find("time").TextContent.ShouldBe("1 January 2026");
        page.Find(".byline").TextContent.ShouldContain("The author");
        page.FindAll(".tags a").Select(static tag => tag.GetAttribute("href")).ShouldBe(["/blog/?tag=one", "/blog/?tag=two"]);
        page.Find(".byline a").GetAttribute("href").ShouldBe("/blog/first.md");
    }

    [Fact]
    public void The_outline_links_to_the_headings_of_the_page()
    {
        var page = Render<BlogArticlePage>(p => p.Add(page => page.Slug, "first"));

        page.FindAll(".contents a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/first/#first-part", "/blog/first/#second-part"]);
        page.FindAll(".prose [id]").Select(static heading => heading.Id).ShouldBe(["first-part", "second-part"]);
    }

    [Fact]
    public void An_article_links_to_the_previous_the_next_and_related_articles()
    {
        var page = Render<BlogArticlePage>(p => p.Add(page => page.Slug, "first"));

        page.Find("a[rel=prev]").GetAttribute("href").ShouldBe("/blog/second/");
        page.FindAll("a[rel=next]").ShouldBeEmpty();
        page.FindAll(".related a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/second/", "/docs/guide/"]);
    }

    [Fact]
    public void An_unknown_article_lists_the_existing_ones()
    {
        var page = Render<DocsArticlePage>(p => p.Add(page => page.Slug, "nothing"));

        page.Find("h1").TextContent.ShouldBe("Page not found");
        page.Find("code").TextContent.ShouldBe("/docs/nothing/");
        page.FindAll("ul a").Select(static link => link.GetAttribute("href")).ShouldBe(["/docs/guide/"]);
    }

    [Fact]
    public void The_blog_lists_its_articles_newest_first()
    {
        var page = Render<BlogPage>();

        page.FindAll("h2 a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/second/", "/blog/first/"]);
    }

    [Fact]
    public void A_tag_filters_the_blog()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/blog/?tag=one");

        var page = Render<BlogPage>();

        page.FindAll("h2 a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/first/"]);
        page.Find(".filter").TextContent.ShouldContain("one");
    }

    [Fact]
    public void An_unknown_tag_shows_a_message()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/blog/?tag=%3Cb%3E");

        Render<BlogPage>().Find(".notice").TextContent.ShouldBe("No article has the tag “<b>”.");
    }

    [Fact]
    public void The_docs_are_grouped_by_cluster()
    {
        var page = Render<DocsPage>();

        page.Find("h2").TextContent.ShouldBe("Getting started");
        page.Find("h3 a").GetAttribute("href").ShouldBe("/docs/guide/");
    }
}
