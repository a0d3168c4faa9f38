using System.Buffers;
using System.Text;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Writes a table in Markdown. A cell is one line of text without markup.</summary>
internal sealed class MarkdownTable
{
    private static readonly SearchValues<char> Special = SearchValues.Create("|\\`<[\r\n");

    private readonly StringBuilder text = new();

    public MarkdownTable(params ReadOnlySpan<string> headings)
    {
        AddRow(headings);
        text.Append('|');
        foreach (var _ in headings) text.Append(" --- |");
        text.Append('\n');
    }

    public void AddRow(params ReadOnlySpan<string> cells)
    {
        text.Append('|');
        foreach (var cell in cells) text.Append(' ').Append(Cell(cell)).Append(" |");
        text.Append('\n');
    }

    public override string ToString() => text.ToString();

    /// <summary>Escapes what would end the cell or begin markup: names come from clients.</summary>
    public static string Cell(string content)
    {
        if (!content.AsSpan().ContainsAny(Special)) return content;
        var cell = new StringBuilder(content.Length + 8);
        foreach (var character in content)
        {
            if (character is '\r' or '\n') cell.Append(' ');
            else if (character is '|' or '\\' or '`' or '<' or '[') cell.Append('\\').Append(character);
            else cell.Append(character);
        }

        return cell.ToString();
    }
}
