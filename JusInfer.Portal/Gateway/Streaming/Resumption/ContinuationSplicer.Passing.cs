namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>What goes to the client once the place is found: all that is new, without the white space and the marks that are not.</content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>
    /// What is held from a place on is new, but for the white space that the client has and the mark that closes what was opened.
    /// </summary>
    private string PassFrom(int after, PreambleMatch behind, bool isOver)
    {
        after = AfterBackslashes(after);
        var spaced = AfterSpace(after, trailingSpace);
        if (behind.Mark is not { } mark)
        {
            // Where nothing comes after it yet, a space that belongs to the repetition may.
            return spaced == held.Length && !isOver ? "" : Pass(spaced);
        }

        if (!isOver && held.Length <= spaced + mark.Length) return "";
        if (IsClosedAt(after, mark)) return Pass(AfterSpace(after + mark.Length, trailingSpace));
        if (IsClosedAt(spaced, mark)) return Pass(spaced + mark.Length);
        if (mark is "\"" or "```" or "」" or "』") closing = new ClosingQuote(mark, delivered);
        return Pass(spaced);
    }

    /// <summary>
    /// A closing mark stands there. A fence is none where a language follows, or where it closes what the answer itself has opened.
    /// </summary>
    private bool IsClosedAt(int place, string mark)
    {
        var end = place + mark.Length;
        if (end > held.Length) return false;
        var text = held.ToString(place, mark.Length);
        if (mark.Length == 1) return new NormalizedText(text).Letters.SequenceEqual(mark);
        if (text != mark || mark[0] != '`') return text == mark;
        return (end == held.Length || char.IsWhiteSpace(held[end])) && !ClosingQuote.IsOdd(delivered, mark);
    }

    /// <summary>Comparing passes over backslashes: those that what was said ends with are said again.</summary>
    private int AfterBackslashes(int after)
    {
        var end = delivered.AsSpan().TrimEnd();
        for (var each = end.Length - end.TrimEnd('\\').Length; each > 0 && after < held.Length && held[after] == '\\'; each--) after++;
        return after;
    }

    /// <summary>The place behind what it says again of the white space at the end of what was said.</summary>
    /// <param name="after">Where the rest of what is held begins.</param>
    /// <param name="space">How much white space at that end it may say again.</param>
    private int AfterSpace(int after, int space)
    {
        var (end, most) = (after, after + space);
        while (end < held.Length && char.IsWhiteSpace(held[end])) end++;
        var found = held.ToString(after, end - after);
        var last = delivered.AsSpan(delivered.Length - space);

        // Behind a line break comes white space without one: it is the rest of a line's indentation. A single space may stand for the
        // break.
        var isIndentation = last.Contains('\n') && !found.Contains('\n') && (found.Length > 1 || last[^1] != '\n');
        if (isIndentation) return end == held.Length ? end : after;
        return Math.Min(end, most);
    }

    private string Pass(int start)
    {
        IsJoined = true;
        var text = held.ToString(start, held.Length - start);
        held.Clear();
        return Passed(text);
    }

    private string Passed(string text) => closing is null ? text : closing.Take(text);
}
