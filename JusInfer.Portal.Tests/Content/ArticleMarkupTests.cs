using JusInfer.Portal.Content;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class ArticleMarkupTests : IDisposable
{
    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Raw_html_is_shown_and_not_run() => Html("<script>alert(1)</script> and <b onclick=\"x()\">bold</b>")
        .ShouldBe("<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;b onclick=&quot;x()&quot;&gt;bold&lt;/b&gt;</p>\n");

    [Fact]
    public void Headings_can_be_linked_to_and_make_the_outline()
    {
        var article = Read("## Mint a key\n\n### `POST /v1/keys`\n\n#### Small print\n\n## Mint a key");

        article.Headings.ShouldBe([new Heading(2, "mint-a-key", "Mint a key"), new Heading(3, "post-v1keys", "POST /v1/keys"), new Heading(2, "mint-a-key-1", "Mint a key")]);
        article.Html.ShouldContain("<h2 id=\"mint-a-key\">Mint a key</h2>");
    }

    [Fact]
    public void A_link_within_the_page_carries_the_pages_address() =>
        Html("[there](#part)\n\n## Part").ShouldContain("<a href=\"/blog/x/#part\">there</a>");

    [Fact]
    public void Code_scrolls_by_keyboard_and_names_its_language()
    {
        var html = Html("```bash\ncurl <url>\n```\n\n```\nplain\n```");

        html.ShouldContain("<pre id=\"code-1\" tabindex=\"0\" role=\"group\" aria-label=\"Code, bash\"><code class=\"language-bash\">curl &lt;url&gt;\n</code></pre>");
        html.ShouldContain("data-copy=\"code-2\"");
        html.ShouldContain("aria-label=\"Code, text\"");
    }

    [Fact]
    public void Tables_scroll_by_keyboard() =>
        Html("| a | b |\n| --- | --- |\n| 1 | 2 |").ShouldMatch("<div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\\s*<table>[\\s\\S]*<td>1</td>[\\s\\S]*</table>\\s*</div>");

    [Theory]
    [InlineData("[x](quick-start.md)", "'quick-start.md' is no link for an article; begin it with '/', '#' or 'https://'")]
    [InlineData("[x](javascript:alert(1))", "'javascript:alert(1)' is no link for an article; begin it with '/', '#' or 'https://'")]
    [InlineData("![](/picture.png)", "the image '/picture.png' has no description for those who cannot see it")]
    [InlineData("[x](/blog/nothing/)", "'/blog/nothing/' leads to no article or to a heading that it does not have")]
    [InlineData("[x](/blog/x/#nothing)", "'/blog/x/#nothing' leads to no article or to a heading that it does not have")]
    [InlineData("[x](#nothing)", "'/blog/x/#nothing' leads to no article or to a heading that it does not have")]
    [InlineData("[x](/docs/x.md)", "'/docs/x.md' leads to no article or to a heading that it does not have")]
    public void A_link_that_leads_nowhere_is_a_fault_of_its_line(string link, string fault) =>
        root.With("blog/x.md", ContentRoot.Markdown(body: $"Text.\n\n{link}")).Faults().ShouldBe([$"content/blog/x.md(13): {fault}"]);

    [Theory]
    [InlineData("/blog/")]
    [InlineData("/blog/x")]
    [InlineData("/blog/x/#part")]
    [InlineData("/blog/x.md")]
    [InlineData("/blog/feed.xml")]
    [InlineData("/developer/keys")]
    [InlineData("https://example.com/a")]
    public void A_link_that_leads_somewhere_is_none(string target) => Html($"[x]({target})\n\n## Part").ShouldContain($"href=\"{target}\"");

    private Article Read(string body) => root.With("blog/x.md", ContentRoot.Markdown(body: body)).Read().Find(Section.Blog, "x")!;

    private string Html(string body) => Read(body).Html;
}
