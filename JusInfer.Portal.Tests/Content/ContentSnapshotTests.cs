using System.Text;
using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class ContentSnapshotTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void The_blog_is_newest_first()
    {
        var content = root.WithArticle("blog/old.md", "2026-01-01").WithArticle("blog/new.md", "2026-03-01").WithArticle("blog/middle.md", "2026-02-01").Read();

        content.In(Section.Blog).Select(static article => article.Slug).ShouldBe(["new", "middle", "old"]);
    }

    [Fact]
    public void The_docs_are_sorted_by_cluster_and_date()
    {
        var content = root.WithArticle("docs/errors.md", "2026-01-01", "reference").WithArticle("docs/next.md", "2026-02-01", "basics").WithArticle("docs/start.md", "2026-01-02", "basics").Read();

        content.In(Section.Docs).Select(static article => article.Slug).ShouldBe(["start", "next", "errors"]);
    }

    [Fact]
    public void The_previous_and_next_articles_follow_the_order_of_the_section()
    {
        var content = root.WithArticle("blog/a.md", "2026-03-01").WithArticle("blog/b.md", "2026-02-01").WithArticle("blog/c.md", "2026-01-01").Read();

        content.Around(content.Find(Section.Blog, "b")!).ShouldBe((content.Find(Section.Blog, "a"), content.Find(Section.Blog, "c")));
        content.Around(content.Find(Section.Blog, "a")!).Previous.ShouldBeNull();
        content.Around(content.Find(Section.Blog, "c")!).Next.ShouldBeNull();
    }

    [Fact]
    public void A_shared_cluster_counts_more_than_a_shared_tag_and_other_articles_are_unrelated()
    {
        var content = root
            .WithArticle("blog/this.md", cluster: "agents", tags: "[keys, cost]")
            .WithArticle("blog/sibling.md", cluster: "agents", tags: "[other]")
            .WithArticle("docs/cousin.md", cluster: "basics", tags: "[keys]")
            .WithArticle("blog/stranger.md", cluster: "news", tags: "[misc]")
            .Read();

        content.RelatedTo(content.Find(Section.Blog, "this")!, 3).Select(static article => article.Slug).ShouldBe(["sibling", "cousin"]);
    }

    [Fact]
    public void A_slug_is_looked_up_in_its_section_and_with_regard_to_case()
    {
        var content = root.WithArticle("blog/a.md").Read();

        content.Find(Section.Docs, "a").ShouldBeNull();
        content.Find(Section.Blog, "A").ShouldBeNull();
    }

    [Fact]
    public void Tags_are_sorted_and_count_the_articles_of_both_sections()
    {
        var content = root.WithArticle("blog/a.md", tags: "[keys, cost]").WithArticle("docs/b.md", tags: "[keys]").Read();

        content.Tags.Select(static tag => (tag.Key, tag.Value.Length)).ShouldBe([("cost", 1), ("keys", 2)]);
    }

    [Theory]
    [InlineData("quickstart", "quick-start")]
    [InlineData("Quick-Start", "quick-start")]
    [InlineData("eror", "errors")]
    [InlineData("something-else-entirely", null)]
    public void The_nearest_article_has_the_most_similar_slug(string slug, string? nearest)
    {
        var content = root.WithArticle("docs/quick-start.md").WithArticle("docs/errors.md").Read();

        content.Nearest(slug).Select(static article => article.Slug).ShouldBe(nearest is null ? [] : [nearest]);
    }

    [Fact]
    public void An_error_in_the_changelog_is_reported_with_its_line() =>
        root.WithChangelog("# Changelog\n\n## 1.0.0\n\n![](/x.png)").Errors().ShouldBe(["CHANGELOG.md(5): the image '/x.png' has no alternative text"]);

    [Fact]
    public void A_link_of_the_changelog_to_the_file_of_an_article_leads_to_its_page()
    {
        var changelog = root.WithArticle("docs/guide.md", body: "## A part\n\nText.")
            .WithChangelog("# Changelog\n\n## 1.0.0\n\n[Guide](content/docs/guide.md), [part](content/docs/guide.md#a-part).")
            .Read().Changelog.ShouldNotBeNull();

        changelog.Html.ShouldContain("href=\"/docs/guide/\"");
        changelog.Html.ShouldContain("href=\"/docs/guide/#a-part\"");
        Encoding.UTF8.GetString(changelog.Markdown.Span).ShouldContain("[Guide](/docs/guide/), [part](/docs/guide/#a-part).");
    }

    [Theory]
    [InlineData("content/docs/nothing.md", "'/docs/nothing/' is not the address of an article")]
    [InlineData("docs/KEYS.md", "'docs/KEYS.md' is not a valid link")]
    public void A_link_of_the_changelog_to_anything_that_is_not_served_is_an_error(string target, string error) =>
        root.WithChangelog($"# Changelog\n\n## 1.0.0\n\n[Text]({target})").Errors()
            .ShouldHaveSingleItem().ShouldStartWith($"CHANGELOG.md(5): {error}");

    [Fact]
    public void Reading_time_is_at_least_one_minute()
    {
        var content = root.WithArticle("blog/short.md").WithArticle("blog/long.md", body: string.Join(' ', Enumerable.Repeat("word", 1100))).Read();

        content.Find(Section.Blog, "short")!.ReadingMinutes.ShouldBe(1);
        content.Find(Section.Blog, "long")!.ReadingMinutes.ShouldBe(5);
    }
}
