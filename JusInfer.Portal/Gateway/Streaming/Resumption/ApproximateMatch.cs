namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// The prefix of a text that is most similar to a pattern, by Levenshtein distance: the minimum number of inserted, deleted and replaced
/// characters. The text may continue after the match (Sellers, 1980).
/// </summary>
/// <param name="Edits">The Levenshtein distance.</param>
/// <param name="End">The end of the match in the text.</param>
/// <param name="EqualSuffixLength">The number of equal characters at the end of the pattern and the match.</param>
internal readonly record struct ApproximateMatch(int Edits, int End, int EqualSuffixLength)
{
    /// <param name="pattern">The pattern; a few dozen characters, since the time is proportional to the square of its length.</param>
    /// <param name="text">The text.</param>
    /// <param name="slack">The number of characters by which the match may be longer than the pattern.</param>
    public static ApproximateMatch Find(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, int slack)
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

            var found = new ApproximateMatch(edits[^1], column, CommonSuffixLength(pattern, text[..column]));
            if (found.Edits < best.Edits || (found.Edits == best.Edits && found.EqualSuffixLength > best.EqualSuffixLength)) best = found;
        }

        return best;
    }

    private static int CommonSuffixLength(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var equal = 0;
        while (equal < one.Length && equal < other.Length && one[^(equal + 1)] == other[^(equal + 1)]) equal++;
        return equal;
    }
}
