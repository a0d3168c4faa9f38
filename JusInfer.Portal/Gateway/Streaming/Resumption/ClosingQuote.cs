using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Removes the closing quotation mark or code fence of a model that enclosed its continuation in marks. Marks and white space at the end of
/// the text are held back until more text arrives. If none does and the marks of the complete answer are not balanced, the last is dropped.
/// </summary>
/// <param name="mark">A quotation mark or a code fence, for which the opening and the closing mark are equal.</param>
/// <param name="delivered">The text delivered before the continuation.</param>
internal sealed class ClosingQuote(string mark, string delivered)
{
    private const int MaxHeldLength = 16;

    private readonly StringBuilder held = new();

    /// <summary>The first part of a mark that the interruption has split.</summary>
    private string markStart = delivered[delivered.TrimEnd(mark[0]).Length..];
    private bool isOpen = HasUnpaired(delivered.TrimEnd(mark[0]), mark);

    /// <summary>Appends a fragment and returns the text that cannot be the closing mark.</summary>
    public string Append(string fragment)
    {
        held.Append(fragment);
        var text = held.ToString();
        var end = text.Length;
        while (end > 0 && text.Length - end < MaxHeldLength && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == mark[0])) end--;
        held.Remove(0, end);
        UpdateIsOpen(text[..end]);
        return text[..end];
    }

    /// <summary>Ends the text and returns the rest, without the closing mark.</summary>
    public string Finish()
    {
        var rest = held.ToString();
        held.Clear();
        var trimmed = rest.TrimEnd();
        UpdateIsOpen(rest);
        if (!isOpen || !trimmed.EndsWith(mark, StringComparison.Ordinal)) return rest;
        rest = trimmed[..^mark.Length];

        // A code fence is on a line of its own.
        return mark.Length > 1 && rest.EndsWith('\n') ? rest[..^1] : rest;
    }

    private void UpdateIsOpen(string text)
    {
        isOpen ^= HasUnpaired(markStart + text, mark);
        if (text.Length > 0) markStart = "";
    }

    /// <summary>Whether the text contains an odd number of marks.</summary>
    public static bool HasUnpaired(string text, string mark) => text.AsSpan().Count(mark) % 2 == 1;
}
