namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>Delivers the text after the joint, without repeated white space and without enclosing quotation marks.</content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>
    /// Delivers the withheld text after a repetition, except for white space that the client has and for the closing mark of the preamble.
    /// </summary>
    /// <param name="after">The offset in the held text after the repetition.</param>
    /// <param name="before">The preamble before the repetition.</param>
    /// <param name="isLast">The continuation has ended.</param>
    private string DeliverFrom(int after, PreambleMatch before, bool isLast)
    {
        after = SkipBackslashes(after);
        var afterSpace = SkipWhiteSpace(after, trailingSpace);
        if (before.ClosingMark is not { } mark)
        {
            // The next fragment may start with white space that belongs to the repetition.
            return afterSpace == held.Length && !isLast ? "" : Deliver(afterSpace);
        }

        if (!isLast && held.Length <= afterSpace + mark.Length) return "";
        if (HasClosingMarkAt(after, mark)) return Deliver(SkipWhiteSpace(after + mark.Length, trailingSpace));
        if (HasClosingMarkAt(afterSpace, mark)) return Deliver(afterSpace + mark.Length);
        if (mark is "\"" or "```" or "」" or "』") closingQuote = new ClosingQuote(mark, delivered);
        return Deliver(afterSpace);
    }

    /// <summary>
    /// Whether the held text has the closing mark at this offset. A code fence does not count if a language follows, or if it closes a
    /// fence of the delivered text.
    /// </summary>
    private bool HasClosingMarkAt(int offset, string mark)
    {
        var end = offset + mark.Length;
        if (end > held.Length) return false;
        var text = held.ToString(offset, mark.Length);
        if (mark.Length == 1) return new NormalizedText(text).Characters.SequenceEqual(mark);
        if (text != mark || mark[0] != '`') return text == mark;
        return (end == held.Length || char.IsWhiteSpace(held[end])) && !ClosingQuote.HasUnpaired(delivered, mark);
    }

    /// <summary>The offset after the backslashes at the end of the delivered text, which the normalized comparison ignores.</summary>
    private int SkipBackslashes(int after)
    {
        var end = delivered.AsSpan().TrimEnd();
        for (var left = end.Length - end.TrimEnd('\\').Length; left > 0 && after < held.Length && held[after] == '\\'; left--) after++;
        return after;
    }

    /// <summary>The offset after the repeated part of the delivered text's trailing white space.</summary>
    /// <param name="after">The offset in the held text after the repetition.</param>
    /// <param name="maxLength">The length of the white space that can be repeated.</param>
    private int SkipWhiteSpace(int after, int maxLength)
    {
        var end = after;
        while (end < held.Length && char.IsWhiteSpace(held[end])) end++;
        var found = held.ToString(after, end - after);
        var trailing = delivered.AsSpan(delivered.Length - maxLength);

        // After a delivered line break, white space without a line break is the rest of the line's indentation. A single space can be the
        // repeated line break.
        var isIndentation = trailing.Contains('\n') && !found.Contains('\n') && (found.Length > 1 || trailing[^1] != '\n');
        if (isIndentation) return end == held.Length ? end : after;
        return Math.Min(end, after + maxLength);
    }

    private string Deliver(int start)
    {
        IsJoined = true;
        var text = held.ToString(start, held.Length - start);
        held.Clear();
        return WithoutClosingQuote(text);
    }

    private string WithoutClosingQuote(string text) => closingQuote is null ? text : closingQuote.Append(text);
}
