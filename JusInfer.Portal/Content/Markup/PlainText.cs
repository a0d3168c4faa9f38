using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace JusInfer.Portal.Content.Markup;

/// <summary>The text of a block, or of a link, without its markup.</summary>
internal static class PlainText
{
    public static string Of(Block block)
    {
        var text = new StringBuilder();
        foreach (var leaf in LeavesOf(block))
        {
            if (text.Length > 0) text.Append(' ');
            if (leaf is CodeBlock code) text.Append(code.Lines.ToString());
            foreach (var inline in leaf.Inline?.Descendants() ?? []) Append(inline, text);
        }

        return text.ToString();
    }

    public static string Of(ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines.Descendants()) Append(inline, text);
        return text.ToString();
    }

    private static IEnumerable<LeafBlock> LeavesOf(Block block) => block switch
    {
        LeafBlock leaf => [leaf],
        ContainerBlock container => container.Descendants<LeafBlock>(),
        _ => [],
    };

    private static void Append(MarkdownObject inline, StringBuilder text)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
        }
    }
}
