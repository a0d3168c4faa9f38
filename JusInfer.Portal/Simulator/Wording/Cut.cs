using System.Text;

namespace JusInfer.Portal.Simulator.Wording;

/// <summary>Shortens text without parting a character that takes two code units.</summary>
internal static class Cut
{
    /// <summary>The first <paramref name="length"/> code units, one less where that would part a character.</summary>
    public static string Start(string text, int length)
    {
        if (text.Length <= length) return text;
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    public static string End(string text, int length)
    {
        if (text.Length <= length) return text;
        var from = text.Length - length;
        return text[(from < text.Length && char.IsLowSurrogate(text[from]) ? from + 1 : from)..];
    }

    /// <summary>As much of the text's start as takes <paramref name="bytes"/> in UTF-8.</summary>
    public static string Bytes(string text, long bytes)
    {
        var taken = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0) return text[..taken];
            taken += rune.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>
    /// One line of at most <paramref name="words"/> words and <paramref name="length"/> code units, with an ellipsis where something is
    /// left out.
    /// </summary>
    public static string Gist(string text, int words, int length)
    {
        var gist = new StringBuilder();
        var count = 0;
        foreach (var range in text.AsSpan().SplitAny(' ', '\n', '\r', '\t'))
        {
            var word = text.AsSpan()[range];
            if (word.IsEmpty) continue;
            if (count++ == words || gist.Length + word.Length > length)
                return gist.Length == 0 ? Start(word.ToString(), length) + "…" : gist.Append('…').ToString();
            if (gist.Length > 0) gist.Append(' ');
            gist.Append(word);
        }

        return gist.ToString();
    }
}
