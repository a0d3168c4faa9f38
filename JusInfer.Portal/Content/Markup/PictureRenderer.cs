using System.Globalization;
using JusInfer.Portal.Content.Pictures;
using Markdig.Renderers;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax.Inlines;

namespace JusInfer.Portal.Content.Markup;

/// <summary>
/// Renders a diagram as part of the page, and a screenshot as two pictures, of which the style sheet shows the one of the page's theme. The
/// other is not loaded.
/// </summary>
internal sealed class PictureRenderer(PictureSet pictures) : LinkInlineRenderer
{
    protected override void Write(HtmlRenderer renderer, LinkInline link)
    {
        switch (link.IsImage ? pictures.Find(link.Url ?? "") : null)
        {
            case Diagram diagram:
                renderer.Write("<span class=\"diagram\">").Write(diagram.Svg).Write("</span>");
                break;
            case Screenshot screenshot:
                Write(renderer, screenshot.Light, "light", screenshot, PlainText.Of(link));
                Write(renderer, screenshot.Dark, "dark", screenshot, PlainText.Of(link));
                break;
            default:
                base.Write(renderer, link);
                break;
        }
    }

    private static void Write(HtmlRenderer renderer, PictureFile file, string theme, Screenshot screenshot, string text) =>
        renderer.Write($"<a class=\"screenshot {theme}\" href=\"{file.Address}\"><img src=\"{file.Address}\" alt=\"").WriteEscape(text)
            .Write(string.Create(CultureInfo.InvariantCulture, $"\" width=\"{screenshot.Width}\" height=\"{screenshot.Height}\" loading=\"lazy\" /></a>"));
}
