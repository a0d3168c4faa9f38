namespace JusInfer.Portal.Primitives;

/// <summary>The Levenshtein distance: the minimum number of inserted, deleted and replaced characters between two texts.</summary>
internal static class EditDistance
{
    private const int MaxStackLength = 256;

    /// <param name="one">A short text; the cost is the product of both lengths.</param>
    /// <param name="other">The text to compare it with.</param>
    /// <param name="fold">Maps characters that count as equal to the same character.</param>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other, Func<char, char> fold)
    {
        Span<int> row = one.Length < MaxStackLength ? stackalloc int[MaxStackLength] : new int[one.Length + 1];
        row = row[..(one.Length + 1)];
        for (var i = 0; i < row.Length; i++) row[i] = i;

        for (var j = 1; j <= other.Length; j++)
        {
            var diagonal = row[0];
            row[0] = j;
            for (var i = 1; i < row.Length; i++)
            {
                var replaced = diagonal + (fold(one[i - 1]) == fold(other[j - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, Math.Min(row[i], row[i - 1]) + 1);
            }
        }

        return row[^1];
    }
}
