using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace JusInfer.Portal.Content.Markup;

/// <summary>
/// Renders a heading of the outline with a link to itself beside it. The link is not part of the heading, so that the heading's text stays
/// what screen readers announce.
/// </summary>
/// <param name="address">The page's own address.</param>
internal sealed class LinkedHeadingRenderer(string address) : HeadingRenderer
{
    protected override void Write(HtmlRenderer renderer, HeadingBlock heading)
    {
        if (heading.Level is not (2 or 3))
        {
            base.Write(renderer, heading);
            return;
        }

        renderer.EnsureLine();
        renderer.WriteLine($"<div class=\"heading level-{heading.Level}\">");
        base.Write(renderer, heading);
        renderer.Write($"<a class=\"anchor\" href=\"{address}#{heading.GetAttributes().Id}\" aria-label=\"Link to the section ")
            .WriteEscape(PlainText.Of(heading)).WriteLine("\">#</a></div>");
    }
}
