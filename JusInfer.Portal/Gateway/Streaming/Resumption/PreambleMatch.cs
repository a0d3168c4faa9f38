using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// What a model puts before the text that it was asked for: nothing, a few signs, a fence, or one line of words about it.
/// </summary>
/// <param name="Origin">Where the text begins. Loose letters.</param>
/// <param name="Mark">What closes it where a mark opened it; absent of any other.</param>
internal readonly record struct PreambleMatch(int Origin, string? Mark)
{
    public static readonly PreambleMatch None = new(0, null);

    /// <summary>The signs that may stand before it: an ellipsis, a quotation mark, a fence, white space.</summary>
    private const int MaxMarkCharacters = 12;

    private const int MaxLanguageLength = 16;

    private const int MaxWords = 100;

    private const int MinWords = 4;

    private const string Fence = "```";

    private static readonly char[] Signs = ['.', '…', ' ', '"', '\'', '`', '>', '-', '*', '#', '_', '「', '『'];

    private static readonly char[] Quotes = ['"', '“', '„', '«', '\'', '‘', '`', '「', '『', ' ', '\n', '\r', '\t'];

    private static readonly (string Opening, string Closing)[] Pairs =
        [(Fence, Fence), ("**", "**"), ("「", "」"), ("『", "』"), ("`", "`"), ("\"", "\""), ("'", "'")];

    /// <summary>Where the text may begin, the nearest first.</summary>
    public static IEnumerable<PreambleMatch> Of(StringBuilder held, NormalizedText loose)
    {
        yield return None;
        var signs = loose.Length - loose.Letters.TrimStart(Signs).Length;
        if (signs <= MaxMarkCharacters)
        {
            for (var sign = 1; sign <= signs; sign++) yield return new(sign, MarkIn(loose.Letters[..sign]));
        }

        if (LanguageBehind(held, loose, signs) is { } origin) yield return new(origin, Fence);
    }

    /// <summary>White space alone, of a model that was left its turn to go on with.</summary>
    public static IEnumerable<PreambleMatch> OfSpace(NormalizedText loose) =>
        loose.Length > 0 && loose.Letters[0] == ' ' ? [None, new(1, null)] : [None];

    /// <summary>
    /// One line of words about the text before a place where it stands: "Sure! Here is how it goes on:". The answer's own words may stand
    /// there too, where code, a table or a list goes on: they begin otherwise, or were said before.
    /// </summary>
    public static PreambleMatch? Announced(StringBuilder held, NormalizedText loose, int place, string delivered)
    {
        var before = held.ToString(0, loose.StartOf(place));
        var words = before.AsSpan().TrimEnd(Quotes);
        var isAnnouncement = words.Length is >= MinWords and <= MaxWords
            && (char.IsUpper(words[0]) || IsOfNoCase(words[0]) || words[0] is '*' or '_' or '(' or '[')
            && words[^1] is ':' or '.' or '!' or '…' or '：' or '。' or '！' or '*' or '_' or ')' or ']'
            && !words.Contains('\n')
            && !delivered.AsSpan().Contains(words, StringComparison.Ordinal);
        return isAnnouncement ? new(place, MarkIn(new NormalizedText(before.AsSpan(words.Length)).Letters)) : null;
    }

    private static bool IsOfNoCase(char letter) => char.IsLetter(letter) && !char.IsUpper(letter) && !char.IsLower(letter);

    private static string? MarkIn(ReadOnlySpan<char> signs)
    {
        foreach (var (opening, closing) in Pairs)
        {
            if (signs.Contains(opening, StringComparison.Ordinal)) return closing;
        }

        return null;
    }

    /// <summary>A fence may name a language, on its own line.</summary>
    private static int? LanguageBehind(StringBuilder held, NormalizedText loose, int signs)
    {
        if (signs > MaxMarkCharacters || !loose.Letters[..signs].EndsWith(Fence)) return null;
        var end = signs;
        while (end < loose.Length && end - signs < MaxLanguageLength && char.IsAsciiLetterOrDigit(loose.Letters[end])) end++;
        var isLine = end > signs && end < loose.Length && loose.Letters[end] == ' ' && held[loose.StartOf(end)] is '\n' or '\r';
        return isLine ? end + 1 : null;
    }
}
