namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Searches of UTF-8 text that ignore the case of ASCII letters and allocate nothing.</summary>
internal static class AsciiSearch
{
    /// <param name="text">The text.</param>
    /// <param name="word">ASCII in lower case, not empty, beginning with a letter.</param>
    public static bool ContainsWord(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var (lower, upper) = (word[0], (byte)(word[0] - 32));
        while (text.Length >= word.Length)
        {
            var start = text.IndexOfAny(lower, upper);
            if (start < 0 || start + word.Length > text.Length) return false;
            text = text[start..];
            if (StartsWith(text, word)) return true;
            text = text[1..];
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            var value = text[i];
            if (value is >= (byte)'A' and <= (byte)'Z') value += 32;
            if (value != word[i]) return false;
        }

        return true;
    }
}
