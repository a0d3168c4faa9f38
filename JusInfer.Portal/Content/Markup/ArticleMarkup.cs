using System.Collections.Immutable;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace JusInfer.Portal.Content.Markup;

/// <summary>What an article's body became.</summary>
internal sealed record RenderedMarkup(string Html, ImmutableArray<Heading> Headings, ImmutableArray<Link> Links);

/// <summary>
/// The dialect that articles are written in: CommonMark with pipe tables, bare links and heading ids as GitHub makes them; no raw HTML.
/// </summary>
internal static class ArticleMarkup
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoLinks()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Use<ScrollableBlocks>()
        .Build();

    /// <summary>Renders a body.</summary>
    /// <param name="body">Markdown without front matter.</param>
    /// <param name="linesBefore">How many lines of the file stand before the body.</param>
    /// <param name="address">The article's own address, which links within the page are completed with: the portal's pages have a base
    /// address.</param>
    /// <param name="faults">Receives what the dialect does not allow.</param>
    public static RenderedMarkup Render(string body, int linesBefore, string address, FaultList faults)
    {
        var document = Markdown.Parse(body, Pipeline);
        var links = document.Descendants<LinkInline>().Select(link => Follow(link, LineOf(link, linesBefore), address, faults))
            .ToImmutableArray();
        foreach (var heading in document.Descendants<HeadingBlock>().Where(static heading => heading.Level == 1))
            faults.Add(heading.Line + linesBefore + 1, "the title is the page's only first-level heading; begin with '##'");

        return new RenderedMarkup(ToHtml(document), Outline(document), links);
    }

    private static Link Follow(LinkInline link, int line, string address, FaultList faults)
    {
        var target = link.Url ?? "";
        if (target.StartsWith('#')) link.Url = target = address + target;
        else if (!target.StartsWith('/') && !target.StartsWith("https://", StringComparison.Ordinal)
            && !target.StartsWith("http://localhost", StringComparison.Ordinal))
            faults.Add(line, $"'{target}' is no link for an article; begin it with '/', '#' or 'https://'");
        if (link.IsImage && link.FirstChild is null)
            faults.Add(line, $"the image '{target}' has no description for those who cannot see it");
        return new Link(target, line);
    }

    private static ImmutableArray<Heading> Outline(MarkdownDocument document) =>
    [
        .. document.Descendants<HeadingBlock>()
            .Where(static heading => heading.Level is 2 or 3)
            .Select(static heading => new Heading(heading.Level, heading.GetAttributes().Id ?? "", PlainText(heading))),
    ];

    private static string PlainText(HeadingBlock heading) =>
        string.Concat((heading.Inline ?? []).Descendants().Select(static inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }));

    private static string ToHtml(MarkdownDocument document)
    {
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return html.ToString();
    }

    private static int LineOf(MarkdownObject inline, int linesBefore) => inline.Line + linesBefore + 1;
}
