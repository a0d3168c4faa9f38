namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// How much the beginning of a text is like another one: by the least number of letters that have to be added, left out or replaced
/// (Levenshtein), where the text may go on behind it (Sellers, 1980).
/// </summary>
/// <param name="Edits">Letters to change.</param>
/// <param name="End">Where in the text the likeness ends.</param>
/// <param name="EqualEnd">How many letters are the same at its end.</param>
internal readonly record struct ApproximateMatch(int Edits, int End, int EqualEnd)
{
    /// <param name="pattern">What it may be like; some dozen letters.</param>
    /// <param name="text">The text.</param>
    /// <param name="slack">How many letters longer than the pattern the likeness may be.</param>
    public static ApproximateMatch Of(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, int slack)
    {
        text = text[..Math.Min(text.Length, pattern.Length + slack)];
        var edits = new int[pattern.Length + 1];
        for (var row = 0; row <= pattern.Length; row++) edits[row] = row;
        var best = new ApproximateMatch(pattern.Length, 0, 0);
        for (var column = 1; column <= text.Length; column++)
        {
            var diagonal = edits[0];
            edits[0] = column;
            for (var row = 1; row <= pattern.Length; row++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(pattern[row - 1]) == char.ToUpperInvariant(text[column - 1]) ? 0 : 1);
                diagonal = edits[row];
                edits[row] = Math.Min(replaced, Math.Min(edits[row], edits[row - 1]) + 1);
            }

            var found = new ApproximateMatch(edits[^1], column, EqualEnds(pattern, text[..column]));
            if (found.Edits < best.Edits || (found.Edits == best.Edits && found.EqualEnd > best.EqualEnd)) best = found;
        }

        return best;
    }

    private static int EqualEnds(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var equal = 0;
        while (equal < one.Length && equal < other.Length && one[^(equal + 1)] == other[^(equal + 1)]) equal++;
        return equal;
    }
}
