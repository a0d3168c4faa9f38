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
    public void A_heading_has_a_link_to_itself() => Html("## Mint a `key`")
        .ShouldContain("<a class=\"anchor\" href=\"/blog/x/#mint-a-key\" aria-label=\"Link to the section Mint a key\">#</a>");

    [Fact]
    public void A_line_with_a_comment_is_left_out() =>
        Html("One.\n\n<!-- shown by: ATest -->\n\nTwo.").ShouldBe("<p>One.</p>\n<p>Two.</p>\n");

    [Fact]
    public void A_comment_in_code_is_kept() => Html("```text\n<!-- kept -->\n```").ShouldContain("&lt;!-- kept --&gt;");

    [Theory]
    [InlineData("bash", "curl \"$URL\" # try it", "curl <span class=\"tok-string\">&quot;$URL&quot;</span> <span class=\"tok-comment\"># try it</span>")]
    [InlineData("json", "{\"a\": [1.5, true, \"b\"]}", "{<span class=\"tok-name\">&quot;a&quot;</span>: [<span class=\"tok-number\">1.5</span>, <span class=\"tok-keyword\">true</span>, <span class=\"tok-string\">&quot;b&quot;</span>]}")]
    [InlineData("yaml", "models:\n  - name: x # one", "<span class=\"tok-name\">models</span>:\n<span class=\"tok-name\">  - name</span>: x <span class=\"tok-comment\"># one</span>")]
    [InlineData("toml", "[a.b]\nc = true", "<span class=\"tok-name\">[a.b]</span>\n<span class=\"tok-name\">c</span> = <span class=\"tok-keyword\">true</span>")]
    [InlineData("python", "for x in 'a': # y", "<span class=\"tok-keyword\">for</span> x <span class=\"tok-keyword\">in</span> <span class=\"tok-string\">'a'</span>: <span class=\"tok-comment\"># y</span>")]
    [InlineData("javascript", "const a = \"http://x\"; // y", "<span class=\"tok-keyword\">const</span> a = <span class=\"tok-string\">&quot;http://x&quot;</span>; <span class=\"tok-comment\">// y</span>")]
    [InlineData("text", "\"plain\" # text", "&quot;plain&quot; # text")]
    public void Code_is_highlighted_on_the_server(string language, string code, string html) =>
        Html($"```{language}\n{code}\n```").ShouldContain($">{html}\n</code>");

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
