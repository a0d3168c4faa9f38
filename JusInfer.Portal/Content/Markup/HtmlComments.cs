using Markdig;
using Markdig.Parsers;
using Markdig.Renderers;

namespace JusInfer.Portal.Content.Markup;

/// <summary>
/// Leaves out a line that consists of an HTML comment. Articles name the tests behind their claims in such comments, which are part of the
/// raw Markdown but not of the page.
/// </summary>
internal sealed class HtmlComments : BlockParser, IMarkdownExtension
{
    private const string Start = "<!--";
    private const string End = "-->";

    public HtmlComments() => OpeningCharacters = ['<'];

    public static bool IsComment(ReadOnlySpan<char> line) =>
        line.StartsWith(Start, StringComparison.Ordinal) && line.TrimEnd().EndsWith(End, StringComparison.Ordinal);

    public override BlockState TryOpen(BlockProcessor processor) =>
        !processor.IsCodeIndent && IsComment(processor.Line.AsSpan()) ? BlockState.BreakDiscard : BlockState.None;

    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.BlockParsers.Insert(0, this);

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }
}
