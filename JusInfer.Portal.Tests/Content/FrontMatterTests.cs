using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

[Trait("Promise", "P-5")]
public sealed class FrontMatterTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Every_field_is_read()
    {
        var about = root.With("blog/an-article.md", ContentRoot.Markdown()).Read().Find(Section.Blog, "an-article")!.About;

        about.Title.ShouldBe("A title");
        about.Description.ShouldBe("One sentence.");
        about.Tldr.ShouldBe("The short of it.");
        about.Date.ShouldBe(new DateOnly(2026, 11, 20));
        about.Author.ShouldBe("The author");
        about.Cluster.ShouldBe("a-cluster");
        about.Tags.ShouldBe(["one", "two"]);
    }

    [Fact]
    public void A_value_in_quotation_marks_may_hold_a_colon()
    {
        var content = root.With("blog/x.md", ContentRoot.Markdown(ContentRoot.Head.Replace("A title", "\"Cost: what to check\""))).Read();

        content.Find(Section.Blog, "x")!.About.Title.ShouldBe("Cost: what to check");
    }

    [Fact]
    public void All_faults_of_all_files_come_at_once_with_file_and_line()
    {
        root.With("blog/first.md", """
            ---
            title: Colon: unquoted
            description: One sentence.
            date: tomorrow
            author:
            cluster: Not a slug
            tags: one, two
            colour: green
            ---

            # A second title
            """).With("docs/second.md", "No front matter.");

        root.Faults().ShouldBe([
            "content/blog/first.md(1): 'tldr' is missing",
            "content/blog/first.md(2): 'title' holds a character that YAML reads as its own; put the value into double quotation marks",
            "content/blog/first.md(4): 'tomorrow' is no date; write it as 2026-11-20",
            "content/blog/first.md(5): 'author' has no value",
            "content/blog/first.md(6): 'Not a slug' is no cluster; use lower-case letters, digits and single hyphens",
            "content/blog/first.md(7): tags are written as [one, two]",
            "content/blog/first.md(8): 'colour' is no field; the fields are title, description, tldr, date, author, cluster, tags, each on one line",
            "content/blog/first.md(11): the title is the page's only first-level heading; begin with '##'",
            "content/docs/second.md(1): the file begins without front matter; the first line is '---'",
        ]);
    }

    [Theory]
    [InlineData("---\ntitle: Never closed\n", "content/blog/x.md(1): the front matter is never closed; end it with a line '---'")]
    [InlineData("", "content/blog/x.md(1): the file begins without front matter; the first line is '---'")]
    public void A_broken_fence_is_named(string markdown, string fault) => root.With("blog/x.md", markdown).Faults().ShouldContain(fault);

    [Theory]
    [InlineData("title: A title", "title: A title\ntitle: Another", "content/blog/x.md(3): 'title' stands here a second time")]
    [InlineData("A title", "\"A \"quoted\" title\"", "content/blog/x.md(2): 'title' has a quotation mark or backslash within its quotation marks")]
    [InlineData("[one, two]", "[one, Two]", "content/blog/x.md(8): 'Two' is no tag; use lower-case letters, digits and single hyphens")]
    [InlineData("[one, two]", "[]", "content/blog/x.md(8): '' is no tag; use lower-case letters, digits and single hyphens")]
    public void A_fault_is_named(string from, string to, string fault) =>
        root.With("blog/x.md", ContentRoot.Markdown(ContentRoot.Head.Replace(from, to))).Faults().ShouldBe([fault]);

    [Fact]
    public void A_file_name_that_makes_no_address_is_a_fault() =>
        root.With("blog/My Article.md", ContentRoot.Markdown()).Faults().ShouldHaveSingleItem().ShouldStartWith("content/blog/My Article.md(1): 'My Article' is no slug");

    [Fact]
    public void A_file_that_is_not_utf8_is_a_fault() =>
        root.With("blog/x.md", [.. "---\n"u8, 0xE4, 0xF6]).Faults().ShouldBe(["content/blog/x.md(1): the file is not UTF-8; save it as UTF-8"]);

    [Fact]
    public void An_article_without_text_is_a_fault() =>
        root.With("blog/x.md", ContentRoot.Markdown(body: "")).Faults().ShouldHaveSingleItem().ShouldEndWith("the article has no text after its front matter");

    [Fact]
    public void Line_ends_of_another_system_are_read_alike() =>
        root.With("blog/x.md", ContentRoot.Markdown(body: "## Part").ReplaceLineEndings("\r\n")).Read().Find(Section.Blog, "x")!.Headings.ShouldBe([new Heading(2, "part", "Part")]);
}
