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
            .WithArticle("docs/guide.md", cluster: "getting-started")
            .WithChangelog("# Changelog\n\n## 1.0.0\n\nSee [the plan](https://example.com/plan).");
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
        page.FindAll(".tags a").Select(static tag => tag.GetAttribute("href")).ShouldBe(["/tags/one/", "/tags/two/"]);
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
    public void A_misspelled_article_suggests_the_nearest_one()
    {
        var page = Render<BlogArticlePage>(p => p.Add(page => page.Slug, "secnd"));

        page.FindAll(".nearest a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/second/"]);
    }

    [Fact]
    public void The_page_of_a_tag_lists_the_articles_of_both_sections()
    {
        var page = Render<TagsPage>(p => p.Add(page => page.Tag, "one"));

        page.Find("h1").TextContent.ShouldBe("Tag: one");
        page.FindAll("h2 a").Select(static link => link.GetAttribute("href")).ShouldBe(["/blog/first/", "/docs/guide/"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public void Without_a_known_tag_all_tags_are_listed(string? tag)
    {
        var page = Render<TagsPage>(p => p.Add(page => page.Tag, tag));

        page.FindAll(".tags a").Select(static link => link.GetAttribute("href")).ShouldBe(["/tags/one/", "/tags/two/"]);
    }

    [Fact]
    public void A_search_lists_the_pages_with_their_matching_section()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/docs/search?q=second+end");

        var page = Render<SearchPage>();

        page.Find("h2 a").GetAttribute("href").ShouldBe("/blog/first/#second-part");
        page.Find("input").GetAttribute("value").ShouldBe("second end");
        page.Find("[role=status]").TextContent.ShouldBe("1 page");
    }

    [Fact]
    public void A_search_without_a_result_says_what_to_do()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/docs/search?q=%3Cb%3E");

        Render<SearchPage>().Find("[role=status]").TextContent.ShouldBe("No page contains all of these words. Try fewer or other words.");
    }

    [Fact]
    public void The_changelog_is_a_page()
    {
        var page = Render<ChangelogPage>();

        page.Find("h2").TextContent.ShouldBe("1.0.0");
        page.Find(".prose p").TextContent.ShouldBe("See the plan.");
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
