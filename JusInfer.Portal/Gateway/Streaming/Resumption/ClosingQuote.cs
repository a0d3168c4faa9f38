using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// A model that put its whole continuation between two marks ends it with the second one, which is no part of the answer. So an end of
/// marks and white space is held back until more comes; where nothing does and the marks of the whole answer do not pair, the last one is
/// dropped.
/// </summary>
/// <param name="mark">A quotation mark or a fence; it closes what it opens.</param>
/// <param name="delivered">The answer's text before the seam.</param>
internal sealed class ClosingQuote(string mark, string delivered)
{
    private const int MaxHeld = 16;

    private readonly StringBuilder held = new();

    /// <summary>The cut may have gone through a mark.</summary>
    private string begun = delivered[delivered.TrimEnd(mark[0]).Length..];
    private bool isOpen = IsOdd(delivered.TrimEnd(mark[0]), mark);

    /// <summary>Takes a piece of what passes; returns what passes for sure.</summary>
    public string Take(string piece)
    {
        held.Append(piece);
        var text = held.ToString();
        var end = text.Length;
        while (end > 0 && text.Length - end < MaxHeld && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == mark[0])) end--;
        held.Remove(0, end);
        Count(text[..end]);
        return text[..end];
    }

    /// <summary>Nothing more comes: returns the rest.</summary>
    public string Finish()
    {
        var rest = held.ToString();
        held.Clear();
        var trimmed = rest.TrimEnd();
        Count(rest);
        if (!isOpen || !trimmed.EndsWith(mark, StringComparison.Ordinal)) return rest;
        rest = trimmed[..^mark.Length];

        // A fence has its own line.
        return mark.Length > 1 && rest.EndsWith('\n') ? rest[..^1] : rest;
    }

    private void Count(string passing)
    {
        isOpen ^= IsOdd(begun + passing, mark);
        if (passing.Length > 0) begun = "";
    }

    /// <summary>Whether one of these marks in a text has no other.</summary>
    public static bool IsOdd(string text, string mark) => text.AsSpan().Count(mark) % 2 == 1;
}
