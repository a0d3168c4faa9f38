using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace JusInfer.Portal.Content.Markup;

/// <summary>
/// Renders code and tables, which can be wider than a screen, in containers that scroll horizontally, take the keyboard focus and have an
/// accessible name.
/// </summary>
internal sealed class ScrollableBlocks : IMarkdownExtension
{
    /// <summary>The key of a code block's data with the address from which its file is downloaded.</summary>
    public static readonly object DownloadAddress = new();

    public void Setup(MarkdownPipelineBuilder pipeline)
    {
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new CodeRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new TableRenderer());
    }

    /// <summary>Adds a copy button. The portal's script finds the code by the id of its block.</summary>
    private sealed class CodeRenderer : HtmlObjectRenderer<CodeBlock>
    {
        private int blocks;

        protected override void Write(HtmlRenderer renderer, CodeBlock code)
        {
            var language = (code as FencedCodeBlock)?.Info is { Length: > 0 } info ? info : "text";
            var id = $"code-{++blocks}";
            renderer.EnsureLine();
            renderer.Write("<div class=\"code\"><p class=\"code-bar\"><span>")
                .WriteEscape(code is FencedCodeBlock { Arguments: { Length: > 0 } path } ? path : language).Write("</span>");
            if (code.GetData(DownloadAddress) is string address) renderer.Write(DownloadLink(address));
            renderer.Write(CopyButton(id)).Write("</p>");
            renderer.Write($"<pre id=\"{id}\" tabindex=\"0\" role=\"group\" aria-label=\"Code, ").WriteEscape(language);
            renderer.Write("\"><code class=\"language-").WriteEscape(language).Write("\">");
            CodeHighlighter.Write(renderer, language, code.Lines.ToString() + '\n');
            renderer.WriteLine("</code></pre></div>");
        }

        private static string DownloadLink(string address) =>
            $"""<a class="button small" href="{address}" download aria-label="Download {address[(address.LastIndexOf('/') + 1)..]}">Download</a>""";

        private static string CopyButton(string id) =>
            $"""<button class="button small" type="button" data-copy="{id}" aria-label="Copy this code">"""
            + """<span class="idle">Copy</span><span class="copied" role="status">Copied</span>"""
            + """<span class="selected" role="status">Press Ctrl+C</span></button>""";
    }

    private sealed class TableRenderer : HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Table table)
        {
            renderer.EnsureLine();
            renderer.WriteLine("<div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
            base.Write(renderer, table);
            renderer.WriteLine("</div>");
        }
    }
}
