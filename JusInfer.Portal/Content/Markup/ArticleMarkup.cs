using System.Collections.Immutable;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace JusInfer.Portal.Content.Markup;

/// <summary>An article's body as HTML, with its headings and links.</summary>
internal sealed record RenderedMarkup(string Html, ImmutableArray<Heading> Headings, ImmutableArray<Link> Links);

/// <summary>
/// The Markdown dialect of articles: CommonMark with pipe tables, bare links and heading ids in GitHub's form. Raw HTML is escaped.
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
    /// <param name="linesBefore">The number of lines before the body in the file.</param>
    /// <param name="address">The article's own address. Links within the page are prefixed with it, because the portal's pages have a base
    /// address.</param>
    /// <param name="errors">Receives what the dialect does not allow.</param>
    public static RenderedMarkup Render(string body, int linesBefore, string address, ErrorList errors)
    {
        var document = Markdown.Parse(body, Pipeline);
        var links = document.Descendants<LinkInline>().Select(link => Follow(link, LineOf(link, linesBefore), address, errors))
            .ToImmutableArray();
        foreach (var heading in document.Descendants<HeadingBlock>().Where(static heading => heading.Level == 1))
            errors.Add(heading.Line + linesBefore + 1, "the title is the page's only first-level heading; begin with '##'");

        return new RenderedMarkup(ToHtml(document), Outline(document), links);
    }

    private static Link Follow(LinkInline link, int line, string address, ErrorList errors)
    {
        var target = link.Url ?? "";
        if (target.StartsWith('#')) link.Url = target = address + target;
        else if (!target.StartsWith('/') && !target.StartsWith("https://", StringComparison.Ordinal)
            && !target.StartsWith("http://localhost", StringComparison.Ordinal))
            errors.Add(line, $"'{target}' is not a valid link in an article; begin it with '/', '#' or 'https://'");
        if (link.IsImage && link.FirstChild is null)
            errors.Add(line, $"the image '{target}' has no alternative text");
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
