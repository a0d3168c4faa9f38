using System.Text;

namespace JusInfer.Portal.Simulator.Text;

/// <summary>Truncates text without splitting surrogate pairs.</summary>
internal static class TextTruncation
{
    /// <summary>The first <paramref name="length"/> code units, or one less if that would split a surrogate pair.</summary>
    public static string Start(string text, int length)
    {
        if (text.Length <= length) return text;
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>The last <paramref name="length"/> code units, or one less if that would split a surrogate pair.</summary>
    public static string End(string text, int length)
    {
        if (text.Length <= length) return text;
        var from = text.Length - length;
        return text[(from < text.Length && char.IsLowSurrogate(text[from]) ? from + 1 : from)..];
    }

    /// <summary>The longest start of the text that takes at most <paramref name="bytes"/> in UTF-8.</summary>
    public static string StartOfBytes(string text, long bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0) return text[..length];
            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>
    /// The first <paramref name="words"/> words of the text in one line of at most <paramref name="length"/> code units, with an ellipsis
    /// if the text is longer.
    /// </summary>
    public static string Excerpt(string text, int words, int length)
    {
        var excerpt = new StringBuilder();
        var count = 0;
        foreach (var range in text.AsSpan().SplitAny(' ', '\n', '\r', '\t'))
        {
            var word = text.AsSpan()[range];
            if (word.IsEmpty) continue;
            if (count++ == words || excerpt.Length + word.Length > length)
                return excerpt.Length == 0 ? Start(word.ToString(), length) + "…" : excerpt.Append('…').ToString();
            if (excerpt.Length > 0) excerpt.Append(' ');
            excerpt.Append(word);
        }

        return excerpt.ToString();
    }
}
