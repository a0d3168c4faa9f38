using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JusInfer.Portal.Content.Pictures;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace JusInfer.Portal.Content.Markup;

/// <summary>A text as HTML, with its headings, links, passages and files.</summary>
internal sealed record RenderedMarkup(
    string Html, ImmutableArray<Heading> Headings, ImmutableArray<Link> Links, ImmutableArray<Passage> Passages, ImmutableArray<CodeFile> Files);

/// <summary>
/// The Markdown dialect of articles: CommonMark with pipe tables, bare links and heading ids in GitHub's form. Raw HTML is escaped, except
/// for comments, which are left out.
/// </summary>
internal static partial class ArticleMarkup
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseAutoLinks()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Use<ScrollableBlocks>()
        .Use<HtmlComments>()
        .Build();

    /// <summary>Renders a body.</summary>
    /// <param name="body">Markdown without front matter.</param>
    /// <param name="linesBefore">The number of lines before the body in the file.</param>
    /// <param name="address">The article's own address. Links within the page are prefixed with it, because the portal's pages have a base
    /// address.</param>
    /// <param name="pictures">The pictures that the body can show.</param>
    /// <param name="errors">Receives what the dialect does not allow.</param>
    public static RenderedMarkup Render(string body, int linesBefore, string address, PictureSet pictures, ContentErrorList errors)
    {
        var document = Markdown.Parse(body, Pipeline);
        var links = document.Descendants<LinkInline>().Select(link => Follow(link, LineOf(link, linesBefore), address, pictures, errors))
            .ToImmutableArray();
        foreach (var heading in document.Descendants<HeadingBlock>().Where(static heading => heading.Level == 1))
            errors.Add(heading.Line + linesBefore + 1, "the title is the page's only first-level heading; begin with '##'");

        var files = FilesOf(document, linesBefore, address, errors);
        return new RenderedMarkup(ToHtml(document, address, pictures), Outline(document), links, PassagesOf(document), files);
    }

    private static ImmutableArray<CodeFile> FilesOf(MarkdownDocument document, int linesBefore, string address, ContentErrorList errors)
    {
        List<CodeFile> files = [];
        foreach (var block in document.Descendants<FencedCodeBlock>().Where(static block => !string.IsNullOrEmpty(block.Arguments)))
        {
            var file = new CodeFile(block.Arguments!, block.Info ?? "", block.Lines.ToString() + '\n');
            if (!FilePath().IsMatch(file.Path))
                errors.Add(LineOf(block, linesBefore), $"'{file.Path}' is not the path of a file; write a name, or a path that begins with '~/'");
            else if (files.Exists(other => other.Name == file.Name))
                errors.Add(LineOf(block, linesBefore), $"another file of the article has the name '{file.Name}'");

            block.SetData(ScrollableBlocks.DownloadAddress, address + file.Name);
            files.Add(file);
        }

        return [.. files];
    }

    private static Link Follow(LinkInline link, int line, string address, PictureSet pictures, ContentErrorList errors)
    {
        var target = link.Url ?? "";
        if (target.StartsWith('#')) link.Url = target = address + target;
        else if (!target.StartsWith('/') && !target.StartsWith("https://", StringComparison.Ordinal)
            && !target.StartsWith("http://localhost", StringComparison.Ordinal))
            errors.Add(line, $"'{target}' is not a valid link in an article; begin it with '/', '#' or 'https://'");
        if (link.IsImage && link.FirstChild is null)
            errors.Add(line, $"the image '{target}' has no alternative text");
        else if (link.IsImage && pictures.Find(target) is null)
            errors.Add(line, $"there is no picture '{target}'; the pictures are {(pictures.Addresses.Any() ? string.Join(", ", pictures.Addresses) : "none")}");
        return new Link(target, line);
    }

    private static ImmutableArray<Heading> Outline(MarkdownDocument document) =>
        [.. document.Descendants<HeadingBlock>().Where(IsInOutline).Select(HeadingOf)];

    /// <summary>The text before the first heading of the outline, and the text below each one.</summary>
    private static ImmutableArray<Passage> PassagesOf(MarkdownDocument document)
    {
        List<(Heading? Heading, List<string> Texts)> passages = [(null, [])];
        foreach (var block in document)
        {
            if (block is HeadingBlock heading && IsInOutline(heading)) passages.Add((HeadingOf(heading), []));
            else passages[^1].Texts.Add(PlainText.Of(block));
        }

        return [.. passages.Select(static passage => new Passage(passage.Heading, string.Join(' ', passage.Texts)))];
    }

    private static bool IsInOutline(HeadingBlock heading) => heading.Level is 2 or 3;

    private static Heading HeadingOf(HeadingBlock heading) => new(heading.Level, heading.GetAttributes().Id ?? "", PlainText.Of(heading));

    private static string ToHtml(MarkdownDocument document, string address, PictureSet pictures)
    {
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HeadingRenderer>(new LinkedHeadingRenderer(address));
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(new PictureRenderer(pictures));
        renderer.Render(document);
        return html.ToString();
    }

    private static int LineOf(MarkdownObject inline, int linesBefore) => inline.Line + linesBefore + 1;

    [GeneratedRegex(
        @"^(~/([A-Za-z0-9._-]+/)*)?[A-Za-z0-9._-]*[A-Za-z0-9_-]\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilePath();
}
