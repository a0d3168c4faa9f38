using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class ArticleMarkupTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Raw_html_is_escaped() => Html("<script>alert(1)</script> and <b onclick=\"x()\">bold</b>")
        .ShouldBe("<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;b onclick=&quot;x()&quot;&gt;bold&lt;/b&gt;</p>\n");

    [Fact]
    public void Headings_have_ids_and_form_the_outline()
    {
        var article = Read("## Mint a key\n\n### `POST /v1/keys`\n\n#### Small print\n\n## Mint a key");

        article.Headings.ShouldBe([new Heading(2, "mint-a-key", "Mint a key"), new Heading(3, "post-v1keys", "POST /v1/keys"), new Heading(2, "mint-a-key-1", "Mint a key")]);
        article.Html.ShouldContain("<h2 id=\"mint-a-key\">Mint a key</h2>");
    }

    [Fact]
    public void A_link_within_the_page_is_prefixed_with_its_address() =>
        Html("[there](#part)\n\n## Part").ShouldContain("<a href=\"/blog/x/#part\">there</a>");

    [Fact]
    public void Code_takes_the_keyboard_focus_and_names_its_language()
    {
        var html = Html("```bash\ncurl <url>\n```\n\n```\nplain\n```");

        html.ShouldContain("<pre id=\"code-1\" tabindex=\"0\" role=\"group\" aria-label=\"Code, bash\"><code class=\"language-bash\">curl &lt;url&gt;\n</code></pre>");
        html.ShouldContain("data-copy=\"code-2\"");
        html.ShouldContain("aria-label=\"Code, text\"");
    }

    [Fact]
    public void Tables_take_the_keyboard_focus() =>
        Html("| a | b |\n| --- | --- |\n| 1 | 2 |").ShouldMatch("<div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\\s*<table>[\\s\\S]*<td>1</td>[\\s\\S]*</table>\\s*</div>");

    [Theory]
    [InlineData("[x](quick-start.md)", "'quick-start.md' is not a valid link in an article; begin it with '/', '#' or 'https://'")]
    [InlineData("[x](javascript:alert(1))", "'javascript:alert(1)' is not a valid link in an article; begin it with '/', '#' or 'https://'")]
    [InlineData("![](/picture.png)", "the image '/picture.png' has no alternative text")]
    [InlineData("[x](/blog/nothing/)", "'/blog/nothing/' is not the address of an article, or the article has no such heading")]
    [InlineData("[x](/blog/x/#nothing)", "'/blog/x/#nothing' is not the address of an article, or the article has no such heading")]
    [InlineData("[x](#nothing)", "'/blog/x/#nothing' is not the address of an article, or the article has no such heading")]
    [InlineData("[x](/docs/x.md)", "'/docs/x.md' is not the address of an article, or the article has no such heading")]
    public void A_broken_link_is_reported_with_its_line(string link, string error) =>
        root.With("blog/x.md", ContentRoot.Markdown(body: $"Text.\n\n{link}")).Errors().ShouldBe([$"content/blog/x.md(13): {error}"]);

    [Theory]
    [InlineData("/blog/")]
    [InlineData("/blog/x")]
    [InlineData("/blog/x/#part")]
    [InlineData("/blog/x.md")]
    [InlineData("/blog/feed.xml")]
    [InlineData("/developer/keys")]
    [InlineData("https://example.com/a")]
    public void A_valid_link_is_rendered_as_written(string target) => Html($"[x]({target})\n\n## Part").ShouldContain($"href=\"{target}\"");

    private Article Read(string body) => root.With("blog/x.md", ContentRoot.Markdown(body: body)).Read().Find(Section.Blog, "x")!;

    private string Html(string body) => Read(body).Html;
}
