using System.Buffers;
using System.Text;

namespace JusInfer.Portal.Reports.Formats;

/// <summary>Writes a table in Markdown. A cell is one line of text without markup.</summary>
internal sealed class MarkdownTable
{
    private static readonly SearchValues<char> Special = SearchValues.Create("|\\`<[*_~&:.\r\n");

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

    /// <summary>Escapes what would end the cell or begin markup: names come from clients. The rest stays as it is, because agents read the text and not what it renders to.</summary>
    public static string Cell(string content)
    {
        if (!content.AsSpan().ContainsAny(Special)) return content;
        var cell = new StringBuilder(content.Length + 8);
        for (var index = 0; index < content.Length; index++)
        {
            if (content[index] is '\r' or '\n')
            {
                cell.Append(' ');
                continue;
            }

            if (BeginsMarkup(content, index)) cell.Append('\\');
            cell.Append(content[index]);
        }

        return cell.ToString();
    }

    private static bool BeginsMarkup(string content, int index) => content[index] switch
    {
        '|' or '\\' or '`' or '<' or '[' => true,
        '*' or '~' => HasPartner(content, index) && Neighbors(content, index) is not (' ', ' '),
        '_' => HasPartner(content, index) && !IsInWord(Neighbors(content, index)),
        '&' => IsEntity(content.AsSpan(index + 1)),
        ':' => EndsWithScheme(content.AsSpan(0, index)) && content.AsSpan(index + 1).StartsWith("//", StringComparison.Ordinal),
        '.' => content.AsSpan(0, index).EndsWith("www", StringComparison.OrdinalIgnoreCase) && (index == 3 || !char.IsLetterOrDigit(content[index - 4])),
        _ => false,
    };

    /// <summary>Emphasis has two ends.</summary>
    private static bool HasPartner(string content, int index) => content.IndexOf(content[index], StringComparison.Ordinal) != content.LastIndexOf(content[index]);

    /// <summary>The characters around a run of the same character.</summary>
    private static (char Before, char After) Neighbors(string content, int index)
    {
        var (start, end) = (index, index + 1);
        while (start > 0 && content[start - 1] == content[index]) start--;
        while (end < content.Length && content[end] == content[index]) end++;
        return (start == 0 ? ' ' : content[start - 1], end == content.Length ? ' ' : content[end]);
    }

    /// <summary>Such as those of <c>requests_per_minute</c>, which are no markup.</summary>
    private static bool IsInWord((char Before, char After) neighbors) => char.IsLetterOrDigit(neighbors.Before) && char.IsLetterOrDigit(neighbors.After);

    private static bool IsEntity(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(';');
        if (end <= 0) return false;
        foreach (var character in rest[..end])
        {
            if (character != '#' && !char.IsAsciiLetterOrDigit(character)) return false;
        }

        return true;
    }

    /// <summary>Such addresses become links without any markup.</summary>
    private static bool EndsWithScheme(ReadOnlySpan<char> text) =>
        text.EndsWith("http", StringComparison.OrdinalIgnoreCase) || text.EndsWith("https", StringComparison.OrdinalIgnoreCase) || text.EndsWith("ftp", StringComparison.OrdinalIgnoreCase);
}
