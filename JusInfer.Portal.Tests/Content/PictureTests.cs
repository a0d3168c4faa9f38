using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Pictures;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Content;

public sealed class PictureTests : IDisposable
{
    private const string Drawing = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
          <title>A box</title>
          <desc>There is one box.</desc>
          <rect width="10" height="10" fill="var(--surface, Canvas)" stroke="currentColor" />
        </svg>
        """;

    private readonly ContentRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_diagram_is_part_of_the_page_with_its_name_and_description() =>
        root.With("pictures/box.svg", Drawing).With("docs/x.md", ContentRoot.Markdown(body: "![One box.](/pictures/box.svg)")).Read().Find(Section.Docs, "x")!.Html
            .ShouldBe("<p><span class=\"diagram\"><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\" role=\"img\" aria-labelledby=\"box-title box-desc\">"
                + "<title id=\"box-title\">A box</title><desc id=\"box-desc\">There is one box.</desc>"
                + "<rect width=\"10\" height=\"10\" fill=\"var(--surface, Canvas)\" stroke=\"currentColor\" /></svg></span></p>\n");

    [Theory]
    [InlineData("<rect ", "<script>alert(1)</script><rect ", 4, "<script> is not allowed in a diagram; it can contain svg, title, desc, g, rect, circle, ellipse, line, path, polyline, polygon, text, tspan")]
    [InlineData("<rect ", "<style>rect { fill: red }</style><rect ", 4, "<style> is not allowed in a diagram; it can contain svg, title, desc, g, rect, circle, ellipse, line, path, polyline, polygon, text, tspan")]
    [InlineData("<rect ", "<image href=\"https://example.com/a.png\" /><rect ", 4, "<image> is not allowed in a diagram; it can contain svg, title, desc, g, rect, circle, ellipse, line, path, polyline, polygon, text, tspan")]
    [InlineData("<rect ", "<rect onclick=\"alert(1)\" ", 4, "the attribute onclick=\"alert(1)\" is not allowed in a diagram")]
    [InlineData("<rect ", "<rect style=\"fill: red\" ", 4, "the attribute style=\"fill: red\" is not allowed in a diagram")]
    [InlineData("<rect ", "<rect filter=\"url(https://example.com/a)\" ", 4, "the attribute filter=\"url(https://example.com/a)\" is not allowed in a diagram")]
    [InlineData("currentColor", "#ff0000", 4, "'#ff0000' does not follow the theme; write none, currentColor or a variable such as var(--text, CanvasText)")]
    [InlineData("<title>A box</title>", "", 1, "the diagram has no <title> that says in words what it shows")]
    [InlineData("There is one box.", " ", 1, "the diagram has no <desc> that says in words what it shows")]
    [InlineData(" viewBox=\"0 0 10 10\"", "", 1, "<svg> has no viewBox")]
    public void A_diagram_that_could_harm_a_page_or_does_not_follow_its_theme_is_rejected(string part, string replacement, int line, string error) =>
        root.With("pictures/box.svg", Drawing.Replace(part, replacement, StringComparison.Ordinal)).Errors().ShouldContain($"content/pictures/box.svg({line}): {error}");

    [Fact]
    public void A_diagram_that_is_not_XML_is_reported_with_its_line() =>
        root.With("pictures/box.svg", Drawing.Replace("</svg>", "</div>", StringComparison.Ordinal)).Errors().Single().ShouldStartWith("content/pictures/box.svg(5): the file is not valid XML: ");

    [Fact]
    public void A_screenshot_is_on_the_page_in_both_themes_with_its_size()
    {
        root.With("pictures/usage.webp", WebP(1500, 840)).With("pictures/usage-dark.webp", WebP(1500, 840)).With("docs/x.md", ContentRoot.Markdown(body: "![The \"Usage\" tab.](/pictures/usage.webp)"));

        root.Read().Find(Section.Docs, "x")!.Html.ShouldBe(
            "<p><a class=\"screenshot light\" href=\"/pictures/usage.webp\"><img src=\"/pictures/usage.webp\" alt=\"The &quot;Usage&quot; tab.\" width=\"1500\" height=\"840\" loading=\"lazy\" /></a>"
            + "<a class=\"screenshot dark\" href=\"/pictures/usage-dark.webp\"><img src=\"/pictures/usage-dark.webp\" alt=\"The &quot;Usage&quot; tab.\" width=\"1500\" height=\"840\" loading=\"lazy\" /></a></p>\n");
    }

    [Fact]
    public void A_screenshot_in_one_theme_is_reported() => root.With("pictures/keys.webp", WebP(10, 10)).With("pictures/usage-dark.webp", WebP(10, 10)).Errors().ShouldBe(
        ["content/pictures/keys.webp(1): 'keys-dark.webp', the same in the dark theme, is missing", "content/pictures/usage-dark.webp(1): 'usage.webp', the same in the light theme, is missing"]);

    [Fact]
    public void Screenshots_of_different_sizes_are_reported() => root.With("pictures/keys.webp", WebP(10, 10)).With("pictures/keys-dark.webp", WebP(10, 20)).Errors()
        .ShouldBe(["content/pictures/keys.webp(1): 'keys-dark.webp' has another size"]);

    [Theory]
    [InlineData("pictures/keys.png", "'.png' is not the extension of a picture; diagrams are .svg, screenshots .webp")]
    [InlineData("pictures/Keys_1.svg", "'Keys_1' is not a slug, and the file's name is part of the address; use lower-case letters, digits and single hyphens")]
    public void Another_file_is_reported(string file, string error) => root.With(file, Drawing).Errors().ShouldContain($"content/{file}(1): {error}");

    [Fact]
    public void A_file_that_is_not_WebP_is_reported() => root.With("pictures/keys.webp", "nothing like a picture, but long enough").With("pictures/keys-dark.webp", WebP(10, 10)).Errors()
        .ShouldBe(["content/pictures/keys.webp(1): the file or 'keys-dark.webp' is not a WebP picture"]);

    [Theory]
    [InlineData("![A box.](/pictures/bix.svg)", "there is no picture '/pictures/bix.svg'; the pictures are /pictures/box.svg")]
    [InlineData("![A box.](https://example.com/box.png)", "there is no picture 'https://example.com/box.png'; the pictures are /pictures/box.svg")]
    [InlineData("![](/pictures/box.svg)", "the image '/pictures/box.svg' has no alternative text")]
    public void An_article_with_an_unknown_picture_is_reported_with_its_line(string image, string error) =>
        root.With("pictures/box.svg", Drawing).With("docs/x.md", ContentRoot.Markdown(body: $"Text.\n\n{image}")).Errors().ShouldBe([$"content/docs/x.md(13): {error}"]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1500, 840)]
    [InlineData(16383, 16383)]
    public void The_size_of_a_picture_is_read_from_its_header(int width, int height) => WebPSize.Of(WebP(width, height)).ShouldBe((width, height));

    /// <summary>The header of a lossy WebP picture.</summary>
    private static byte[] WebP(int width, int height) =>
    [
        .. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8),
    ];
}
