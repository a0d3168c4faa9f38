using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// The preamble that a model puts before the requested text: nothing, a few punctuation characters, a code fence, or an announcement of one
/// line, such as "Here is the rest:".
/// </summary>
/// <param name="TextStart">The position of the text after the preamble, in normalized characters.</param>
/// <param name="ClosingMark">The mark that closes the preamble's opening mark; absent if it has none.</param>
internal readonly record struct PreambleMatch(int TextStart, string? ClosingMark)
{
    public static readonly PreambleMatch None = new(0, null);

    /// <summary>The maximum length of an ellipsis, quotation mark or code fence including white space.</summary>
    private const int MaxMarkCharacters = 12;

    private const int MaxLanguageLength = 16;

    private const int MaxAnnouncementLength = 100;

    private const int MinAnnouncementLength = 4;

    private const string Fence = "```";

    private static readonly char[] MarkCharacters = ['.', '…', ' ', '"', '\'', '`', '>', '-', '*', '#', '_', '「', '『'];

    private static readonly char[] QuoteCharacters = ['"', '“', '„', '«', '\'', '‘', '`', '「', '『', ' ', '\n', '\r', '\t'];

    private static readonly (string Opening, string Closing)[] Pairs =
        [(Fence, Fence), ("**", "**"), ("「", "」"), ("『", "』"), ("`", "`"), ("\"", "\""), ("'", "'")];

    /// <summary>All possible preambles without an announcement, the shortest first.</summary>
    /// <param name="held">The start of the continuation.</param>
    /// <param name="normalized">The same text, normalized.</param>
    public static IEnumerable<PreambleMatch> Of(StringBuilder held, NormalizedText normalized)
    {
        yield return None;
        var marks = normalized.Length - normalized.Characters.TrimStart(MarkCharacters).Length;
        if (marks <= MaxMarkCharacters)
        {
            for (var length = 1; length <= marks; length++) yield return new(length, FindClosingMark(normalized.Characters[..length]));
        }

        if (EndOfFenceLine(held, normalized, marks) is { } end) yield return new(end, Fence);
    }

    /// <summary>The possible preambles of white space only, for a prefilled answer.</summary>
    public static IEnumerable<PreambleMatch> OfWhiteSpace(NormalizedText normalized) =>
        normalized.Length > 0 && normalized.Characters[0] == ' ' ? [None, new(1, null)] : [None];

    /// <summary>
    /// The announcement before a position, for example "Sure! Here is the rest:". Text of the answer itself can precede the position too,
    /// if code, a table or a list continues. It does not start like an announcement, or it occurs in the delivered text.
    /// </summary>
    public static PreambleMatch? FindAnnouncement(StringBuilder held, NormalizedText normalized, int position, string delivered)
    {
        var before = held.ToString(0, normalized.OriginalOffset(position));
        var announcement = before.AsSpan().TrimEnd(QuoteCharacters);
        var isAnnouncement = announcement.Length is >= MinAnnouncementLength and <= MaxAnnouncementLength
            && (char.IsUpper(announcement[0]) || IsUncasedLetter(announcement[0]) || announcement[0] is '*' or '_' or '(' or '[')
            && announcement[^1] is ':' or '.' or '!' or '…' or '：' or '。' or '！' or '*' or '_' or ')' or ']'
            && !announcement.Contains('\n')
            && !delivered.AsSpan().Contains(announcement, StringComparison.Ordinal);
        return isAnnouncement ? new(position, FindClosingMark(new NormalizedText(before.AsSpan(announcement.Length)).Characters)) : null;
    }

    private static bool IsUncasedLetter(char letter) => char.IsLetter(letter) && !char.IsUpper(letter) && !char.IsLower(letter);

    private static string? FindClosingMark(ReadOnlySpan<char> marks)
    {
        foreach (var (opening, closing) in Pairs)
        {
            if (marks.Contains(opening, StringComparison.Ordinal)) return closing;
        }

        return null;
    }

    /// <summary>The position after a code fence with a language on a line of its own; null if there is none.</summary>
    private static int? EndOfFenceLine(StringBuilder held, NormalizedText normalized, int marks)
    {
        if (marks > MaxMarkCharacters || !normalized.Characters[..marks].EndsWith(Fence)) return null;
        var end = marks;
        while (end < normalized.Length && end - marks < MaxLanguageLength && char.IsAsciiLetterOrDigit(normalized.Characters[end])) end++;
        if (end == marks || end == normalized.Length || normalized.Characters[end] != ' ') return null;
        return held[normalized.OriginalOffset(end)] is '\n' or '\r' ? end + 1 : null;
    }
}
