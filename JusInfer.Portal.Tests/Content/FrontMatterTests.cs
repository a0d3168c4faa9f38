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
    public void A_value_in_quotation_marks_can_contain_a_colon()
    {
        var content = root.With("blog/x.md", ContentRoot.Markdown(ContentRoot.Head.Replace("A title", "\"Cost: what to check\""))).Read();

        content.Find(Section.Blog, "x")!.About.Title.ShouldBe("Cost: what to check");
    }

    [Fact]
    public void Values_may_be_written_in_any_form_of_yaml()
    {
        var head = ContentRoot.Head.Replace("tldr: The short of it.", "tldr: >\n  The short\n  of it.").Replace("[one, two]", "\n  - one\n  - two");
        var about = root.With("blog/x.md", ContentRoot.Markdown(head)).Read().Find(Section.Blog, "x")!.About;

        about.Tldr.ShouldBe("The short of it.");
        about.Tags.ShouldBe(["one", "two"]);
    }

    [Fact]
    public void All_errors_of_all_files_are_reported_at_once_with_file_and_line()
    {
        root.With("blog/first.md", """
            ---
            description: One sentence.
            tldr: [The, short, of, it]
            date: tomorrow
            author:
            cluster: Not a slug
            tags: one, two
            color: green
            ---

            # A second title
            """).With("docs/second.md", "No front matter.");

        root.Errors().ShouldBe([
            "content/blog/first.md(1): 'title' is missing",
            "content/blog/first.md(3): 'tldr' must be a text",
            "content/blog/first.md(4): 'tomorrow' is not a date; write it as 2026-11-20",
            "content/blog/first.md(5): 'author' has no value",
            "content/blog/first.md(6): 'Not a slug' is not a cluster; use lower-case letters, digits and single hyphens",
            "content/blog/first.md(7): tags are written as [one, two]",
            "content/blog/first.md(8): 'color' is not a field; the fields are title, description, tldr, date, author, cluster, tags",
            "content/blog/first.md(11): the title is the page's only first-level heading; begin with '##'",
            "content/docs/second.md(1): the file begins without front matter; the first line must be '---'",
        ]);
    }

    [Theory]
    [InlineData("---\ntitle: Never closed\n", "content/blog/x.md(1): the front matter is not closed; end it with a line '---'")]
    [InlineData("", "content/blog/x.md(1): the file begins without front matter; the first line must be '---'")]
    [InlineData("---\n---\n\nText.", "content/blog/x.md(1): the front matter must consist of lines 'name: value'")]
    [InlineData("---\n- title\n---\n\nText.", "content/blog/x.md(1): the front matter must consist of lines 'name: value'")]
    public void Front_matter_that_is_no_mapping_between_two_fences_is_an_error(string markdown, string error) =>
        root.With("blog/x.md", markdown).Errors().ShouldContain(error);

    [Theory]
    [InlineData("title: A title", "title: A title\ntitle: Another", 3)]
    [InlineData("A title", "\"A \"quoted\" title\"", 2)]
    [InlineData("A title", "Cost: what to check", 2)]
    [InlineData("The author", "@author", 6)]
    [InlineData("[one, two]", "[one, two", 9)]
    public void Invalid_yaml_is_reported_with_its_line(string from, string to, int line) =>
        root.With("blog/x.md", ContentRoot.Markdown(ContentRoot.Head.Replace(from, to))).Errors()
            .ShouldHaveSingleItem().ShouldStartWith($"content/blog/x.md({line}): the front matter is not valid YAML: ");

    [Theory]
    [InlineData("[one, two]", "[one, Two]", "content/blog/x.md(8): 'Two' is not a tag; use lower-case letters, digits and single hyphens")]
    [InlineData("[one, two]", "[]", "content/blog/x.md(8): the list of tags is empty; write at least one")]
    [InlineData("2026-11-20", "2026-02-30", "content/blog/x.md(5): '2026-02-30' is not a date; write it as 2026-11-20")]
    public void An_invalid_value_is_reported_with_its_line(string from, string to, string error) =>
        root.With("blog/x.md", ContentRoot.Markdown(ContentRoot.Head.Replace(from, to))).Errors().ShouldBe([error]);

    [Fact]
    public void A_file_name_that_is_not_a_slug_is_an_error() =>
        root.With("blog/My Article.md", ContentRoot.Markdown()).Errors().ShouldHaveSingleItem().ShouldStartWith("content/blog/My Article.md(1): 'My Article' is not a slug");

    [Fact]
    public void A_file_that_is_not_utf8_is_an_error() =>
        root.With("blog/x.md", [.. "---\n"u8, 0xE4, 0xF6]).Errors().ShouldBe(["content/blog/x.md(1): the file is not UTF-8; save it as UTF-8"]);

    [Fact]
    public void An_article_without_text_is_an_error() =>
        root.With("blog/x.md", ContentRoot.Markdown(body: "")).Errors().ShouldHaveSingleItem().ShouldEndWith("the article has no text after its front matter");

    [Fact]
    public void Windows_line_endings_are_accepted() =>
        root.With("blog/x.md", ContentRoot.Markdown(body: "## Part").ReplaceLineEndings("\r\n")).Read().Find(Section.Blog, "x")!.Headings.ShouldBe([new Heading(2, "part", "Part")]);
}
