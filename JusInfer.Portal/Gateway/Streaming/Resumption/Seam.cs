using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Joins a continuation to what the client already has, without a repeated or a lost letter. The model was asked to repeat the end of its
/// answer and go on; some repeat it with other spaces or quotes, some repeat less, some begin the whole answer anew, some just go on.
/// Whatever comes is held until it is clear which: where it says again what was said from some place on, until it comes to the end of that;
/// else at most <see cref="MostHeld"/> letters.
/// </summary>
/// <remarks>
/// 1. <see cref="Take"/> and <see cref="Finish"/> are the way through; <see cref="Join"/> decides, by the strongest sign first, and
/// <see cref="GoOn"/> where nothing was asked.
/// 2. <see cref="TryRepetition"/>: it begins with the end of what was said, as much of it as it was asked for, more or less, perhaps behind
/// a few signs.
/// 3. <see cref="TryBehindWords"/>: a line of words announces the repetition.
/// 4. <see cref="Follow(int, bool)"/>: it says again what was said, from the beginning or from a place long before the end.
/// 5. <see cref="Overlap"/>: it just goes on, at most with a few letters twice.
/// </remarks>
/// <param name="delivered">The answer's text so far, all of it.</param>
internal sealed class Seam(string delivered)
{
    /// <summary>How much of the end the model is asked to repeat, or a word more. Letters.</summary>
    public const int AnchorLength = 40;

    /// <summary>
    /// A quotation begins with a word, where one begins not far before: models drop white space and half words at its edges.
    /// </summary>
    private const int LongestAnchor = 64;

    private const int MostHeld = 240;

    /// <summary>The shortest end that is taken for a repetition where more of it was asked for.</summary>
    private const int LeastRepetition = 12;

    /// <summary>What a model may put before the repetition, without words: an ellipsis, a quotation mark, a fence.</summary>
    private const int MostPreamble = 12;

    /// <summary>
    /// Words that announce a repetition, as in "Sure, here is how it goes on:", are one short line of prose with an empty line after it.
    /// </summary>
    private const int MostAnnouncement = 100;

    /// <summary>A common beginning from here on is no chance: the model began anew.</summary>
    private const int LeastRestart = 24;

    /// <summary>
    /// The same, of a model that was left its turn to go on with: what it says next may well look like how it began, as rows of data do.
    /// </summary>
    private const int LeastRestartOfOpenTurn = 80;

    /// <summary>An exact overlap of so many letters, white space not counted, is no chance.</summary>
    private const int LeastOverlap = 6;

    /// <summary>The beginning of the repetition and nothing else, from so many letters on: less may as well be new.</summary>
    private const int LeastCutShort = 3;

    private static readonly char[] Signs = ['.', '…', ' ', '"', '\'', '`', '>', '-', '*', '#'];

    private readonly StringBuilder held = new();
    private readonly LooseText loose = new("");

    /// <summary>What was said, as a model might quote it, without the white space at its very end.</summary>
    private readonly string said = new LooseText(delivered.AsSpan().TrimEnd()).ToString();

    /// <summary>How much of it was asked to be repeated.</summary>
    private readonly int asked = new LooseText(AnchorOf(delivered).AsSpan().TrimEnd()).Length;

    /// <summary>White space at the very end: a model repeats what comes before it, and then some of it, all of it or none.</summary>
    private readonly int trailingSpace = delivered.Length - delivered.AsSpan().TrimEnd().Length;

    /// <summary>It was asked to repeat the end. Else its turn was left open, and it goes on right behind it.</summary>
    private bool isAsked = true;

    /// <summary>White space at the very end that the model was not shown, and may say again.</summary>
    private int trimmed;

    /// <summary>From where on it says again what was said; negative while that is not known.</summary>
    private int followed = -1;

    /// <summary>How far it has been followed. Loose letters of the continuation.</summary>
    private int compared;

    /// <summary>The continuation is joined: everything from here on passes.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>It began the answer anew and then said something else: it cannot be joined.</summary>
    public bool IsAstray { get; private set; }

    /// <summary>It ended before it had said anything new, or all that it was asked to repeat.</summary>
    public bool EndedShort { get; private set; }

    /// <summary>The seam after a text; absent where there is none.</summary>
    /// <param name="delivered">The text.</param>
    /// <param name="sent">What of it the model was shown as its own turn, left open to be gone on with; absent where it was asked to repeat
    /// the end.</param>
    public static Seam? Of(string delivered, string? sent) =>
        string.IsNullOrWhiteSpace(delivered)
            ? null
            : new Seam(delivered) { isAsked = sent is null, trimmed = delivered.Length - (sent ?? delivered).Length };

    /// <summary>
    /// The end that the model is asked to repeat: whole letters, never half a surrogate pair, and whole words where there are any.
    /// </summary>
    public static string AnchorOf(string delivered)
    {
        if (delivered.Length <= AnchorLength) return delivered.TrimStart();
        for (var start = delivered.Length - AnchorLength; start > 0 && delivered.Length - start <= LongestAnchor; start--)
        {
            if (char.IsWhiteSpace(delivered[start - 1]) && !char.IsWhiteSpace(delivered[start])) return delivered[start..];
        }

        var middle = delivered.Length - AnchorLength;
        return delivered[(char.IsLowSurrogate(delivered[middle]) ? middle - 1 : middle)..].TrimStart();
    }

    /// <summary>Takes a piece of the continuation; returns what of it goes to the client.</summary>
    public string Take(string piece)
    {
        if (IsJoined) return piece;
        if (IsAstray) return "";
        held.Append(piece);
        loose.Append(piece);
        return Join(isOver: false);
    }

    /// <summary>The continuation is over: returns what was still held.</summary>
    public string Finish() => IsJoined || IsAstray ? "" : Join(isOver: true);

    private string Join(bool isOver)
    {
        if (followed >= 0) return Follow(isOver);
        if (!isAsked) return GoOn(isOver);
        if ((TryRepetition(asked) ?? TryLongerRepetition() ?? TryBehindWords()) is { } after)
        {
            // Where nothing comes after it yet, a space or a closing quotation mark that belongs to the repetition may.
            return after == held.Length && !isOver ? "" : PassFrom(after);
        }

        if (isOver && TryShorterRepetition() is null && EndsWithinRepetition()) return EndShort();
        if (!isOver && held.Length < MostHeld) return "";
        var common = CommonBeginning();
        if (common >= LeastRestart) return common == loose.Length ? Follow(0, isOver) : GoAstray();
        if (!isOver && said.AsSpan().LastIndexOf(loose.Letters) is >= 0 and var place) return Follow(place, isOver);
        return JoinLoosely();
    }

    /// <summary>It says something new, at most behind less of a repetition than was asked for.</summary>
    private string JoinLoosely() => PassFrom(TryShorterRepetition() ?? Overlap());

    /// <summary>Its turn was left open: it goes on right behind it, unless it did not see the turn and begins anew.</summary>
    private string GoOn(bool isOver)
    {
        var common = CommonBeginning();
        if (said.Length >= LeastRestart && common == Math.Min(loose.Length, said.Length))
        {
            if (common >= LeastRestart) return Follow(0, isOver);
            if (!isOver) return "";
        }

        return common >= LeastRestartOfOpenTurn ? GoAstray() : PassFrom(AfterSpace(0, trimmed));
    }

    private string Follow(int place, bool isOver)
    {
        (followed, compared) = (place, Math.Min(loose.Length, said.Length - place));
        return Follow(isOver);
    }

    /// <summary>Passes over what it says again for as long as it says the same.</summary>
    private string Follow(bool isOver)
    {
        while (compared < loose.Length && followed + compared < said.Length)
        {
            if (loose.Letters[compared] != said[followed + compared]) return Diverge();
            compared++;
        }

        if (followed + compared < said.Length) return !isOver ? "" : followed == 0 ? GoAstray() : EndShort();
        var after = AfterSpace(loose.StartOf(compared), trailingSpace);
        return after == held.Length && !isOver ? "" : PassFrom(after);
    }

    /// <summary>
    /// What began like the whole answer is another one; what resembled a later part of it was new all along, as code with equal lines is.
    /// </summary>
    private string Diverge()
    {
        if (followed == 0 && (isAsked || compared >= LeastRestartOfOpenTurn)) return GoAstray();
        return isAsked ? JoinLoosely() : PassFrom(AfterSpace(0, trimmed));
    }

    /// <summary>
    /// The place behind a repetition of so many letters at the beginning, perhaps behind a few signs; null where there is none.
    /// </summary>
    private int? TryRepetition(int length)
    {
        if (length == 0) return AfterSpace(0, trailingSpace);
        if (length > loose.Length) return null;
        var end = said.AsSpan(said.Length - length);
        if (loose.Letters.StartsWith(end)) return AfterSpace(loose.StartOf(length), trailingSpace);
        for (var signs = LeadingSigns(); signs > 0; signs--)
        {
            if (loose.Letters[signs..].StartsWith(end)) return AfterQuote(loose.StartOf(signs + length), loose.Letters[..signs]);
        }

        return null;
    }

    private int? TryLongerRepetition()
    {
        for (var length = asked + 1; length <= Math.Min(loose.Length, said.Length); length++)
        {
            if (TryRepetition(length) is { } after) return after;
        }

        return null;
    }

    private int? TryShorterRepetition()
    {
        for (var length = Math.Min(asked - 1, loose.Length); length >= LeastRepetition; length--)
        {
            if (TryRepetition(length) is { } after) return after;
        }

        return null;
    }

    /// <summary>
    /// Behind words about it stands all that was asked for. The answer's own words may end with a colon too, where code or a list goes on.
    /// </summary>
    private int? TryBehindWords()
    {
        if (asked < LeastRepetition) return null;
        var at = loose.Letters.IndexOf(said.AsSpan(said.Length - asked));
        if (at <= 0) return null;
        var before = held.ToString(0, loose.StartOf(at));
        var words = before.AsSpan().TrimEnd(Signs).TrimEnd().TrimEnd(Signs);
        var isAnnouncement = words.Length is > 0 and <= MostAnnouncement && words[^1] == ':' && char.IsUpper(words[0])
            && words.Count(' ') >= 2 && !words.Contains('\n')
            && before.AsSpan(words.Length).Count('\n') >= 2 && !delivered.AsSpan().Contains(words, StringComparison.Ordinal);
        return isAnnouncement ? AfterQuote(loose.StartOf(at + asked), before.AsSpan(words.Length)) : null;
    }

    private int LeadingSigns()
    {
        var letters = loose.Letters;
        var signs = letters.Length - letters.TrimStart(Signs).Length;
        return signs <= MostPreamble ? signs : 0;
    }

    /// <summary>
    /// A quotation mark that was opened before the repetition is closed after it, before or behind the space that it ends with.
    /// </summary>
    private int AfterQuote(int after, ReadOnlySpan<char> signs)
    {
        var spaced = AfterSpace(after, trailingSpace);
        if (!new LooseText(signs).Letters.Contains('"')) return spaced;
        if (IsQuote(after)) return AfterSpace(after + 1, trailingSpace);
        return IsQuote(spaced) ? spaced + 1 : spaced;
    }

    private bool IsQuote(int at) => at < held.Length && new LooseText([held[at]]).Letters is "\"";

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

    private int CommonBeginning() => loose.Letters.CommonPrefixLength(said);

    /// <summary>All that came, if anything, is the beginning of what it was asked to repeat, or a longer part from within.</summary>
    private bool EndsWithinRepetition()
    {
        var letters = loose.Letters[LeadingSigns()..].TrimEnd(' ');
        var anchor = said.AsSpan(said.Length - asked);
        return loose.Length == 0
            || (letters.Length >= LeastCutShort && anchor.StartsWith(letters))
            || (letters.Length >= LeastRepetition && anchor.Contains(letters, StringComparison.Ordinal));
    }

    private int Overlap()
    {
        var text = held.ToString();
        for (var length = Math.Min(text.Length, delivered.Length); length >= LeastOverlap; length--)
        {
            var end = delivered.AsSpan(delivered.Length - length);
            if (text.AsSpan().StartsWith(end)) return Solid(end) >= LeastOverlap ? length : 0;
        }

        return 0;
    }

    /// <summary>How many letters are no white space.</summary>
    private static int Solid(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter)) count++;
        }

        return count;
    }

    private string PassFrom(int start)
    {
        IsJoined = true;
        var text = held.ToString(start, held.Length - start);
        held.Clear();
        return text;
    }

    private string EndShort()
    {
        EndedShort = true;
        return "";
    }

    private string GoAstray()
    {
        IsAstray = true;
        return "";
    }
}
