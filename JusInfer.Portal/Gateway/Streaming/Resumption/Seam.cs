using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Joins a continuation to what the client already has, without a repeated or a lost letter. The model was asked to repeat the end of its answer and go
/// on; some repeat it with other spaces or quotes, some repeat less, some begin the whole answer anew, some just go on. Whatever comes is held until it is
/// clear which, at most <see cref="MostHeld"/> letters.
/// </summary>
/// <remarks>
/// 1. <see cref="Take"/> and <see cref="Finish"/> are the way through; <see cref="Join"/> decides, by the strongest sign first.
/// 2. <see cref="AfterAnchor"/>: it repeated the end, behind signs, behind words, in quotes, or only the last part of it.
/// 3. <see cref="CommonBeginning"/> and <see cref="Replay"/>: it began anew, and is passed over for as long as it says the same.
/// 4. <see cref="Overlap"/>: it just went on, at most with a few letters twice.
/// </remarks>
/// <param name="delivered">The answer's text so far, all of it.</param>
internal sealed class Seam(string delivered)
{
    /// <summary>How much of the end the model is asked to repeat. Letters.</summary>
    public const int AnchorLength = 40;

    private const int MostHeld = 240;

    /// <summary>The shortest end that is taken for a repetition where more of it was asked for.</summary>
    private static readonly int[] ShorterAnchors = [32, 24, 16, 12];

    /// <summary>What a model may put before the repetition, without words: an ellipsis, a quotation mark, a fence.</summary>
    private const int MostPreamble = 12;

    /// <summary>A repetition of so many letters is known behind words too, as in "Sure, here is how it goes on:".</summary>
    private const int LeastBehindWords = 12;

    private static readonly char[] Signs = ['.', '…', ' ', '"', '\'', '`', '>', '-', '*', '#'];

    /// <summary>A common beginning from here on is no chance: the model began anew.</summary>
    private const int LeastRestart = 24;

    /// <summary>An exact overlap from here on is no chance.</summary>
    private const int LeastOverlap = 6;

    private readonly StringBuilder held = new();

    /// <summary>What was asked to be repeated, as a model might quote it.</summary>
    private readonly string asked = new LooseText(AnchorOf(delivered).AsSpan().TrimEnd()).Value;
    private readonly LooseText end = new(delivered.AsSpan().TrimEnd());

    /// <summary>White space at the very end: a model repeats what comes before it, and then some of it, all of it or none.</summary>
    private readonly int trailingSpace = delivered.Length - delivered.AsSpan().TrimEnd().Length;

    /// <summary>How much of a beginning anew has been passed over; negative while it is none.</summary>
    private int replayed = -1;

    /// <summary>It was asked to repeat the end. Else its turn was left open, and it goes on right behind it.</summary>
    private bool isAsked = true;

    /// <summary>White space at the very end that the model was not shown, and may say again.</summary>
    private int trimmed;

    /// <summary>The continuation is joined: everything from here on passes.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>It began the answer anew and then said something else: it cannot be joined.</summary>
    public bool IsAstray { get; private set; }

    /// <summary>The seam after a text; absent where there is none.</summary>
    /// <param name="delivered">The text.</param>
    /// <param name="sent">What of it the model was shown as its own turn, left open to be gone on with; absent where it was asked to repeat the end.</param>
    public static Seam? Of(string delivered, string? sent) =>
        string.IsNullOrWhiteSpace(delivered) ? null : new Seam(delivered) { isAsked = sent is null, trimmed = delivered.Length - (sent ?? delivered).Length };

    /// <summary>The end that the model is asked to repeat: whole letters, never half a surrogate pair.</summary>
    public static string AnchorOf(string delivered)
    {
        if (delivered.Length <= AnchorLength) return delivered;
        var start = delivered.Length - AnchorLength;
        return delivered[(char.IsLowSurrogate(delivered[start]) ? start - 1 : start)..];
    }

    /// <summary>Takes a piece of the continuation; returns what of it goes to the client.</summary>
    public string Take(string piece)
    {
        if (IsJoined) return piece;
        held.Append(piece);
        return replayed >= 0 ? Replay() : Join(isOver: false);
    }

    /// <summary>The continuation is over: returns what was still held.</summary>
    public string Finish()
    {
        if (IsJoined || IsAstray) return "";
        var rest = replayed >= 0 ? Replay() : Join(isOver: true);
        if (!IsJoined && replayed >= 0) IsAstray = true; // it ended before it came to where the first one broke off
        return rest;
    }

    private string Join(bool isOver)
    {
        var text = held.ToString();
        if (!isAsked) return PassFrom(text, AfterSpace(text, 0, trimmed));
        var loose = new LooseText(text);
        if (AfterAnchor(text, loose, asked.Length) is { } after)
        {
            // Where nothing comes after it yet, a space or a closing quotation mark that belongs to the repetition may.
            return after == text.Length && !isOver ? "" : PassFrom(text, after);
        }

        if (!isOver && text.Length < MostHeld) return "";

        foreach (var length in ShorterAnchors)
        {
            if (length < asked.Length && AfterAnchor(text, loose, length) is { } shorter) return PassFrom(text, shorter);
        }

        var common = CommonBeginning(text);
        if (common >= Math.Min(LeastRestart, delivered.Length) && common > 0)
        {
            replayed = 0;
            return Replay();
        }

        return PassFrom(text, Overlap(text));
    }

    /// <summary>
    /// The place behind the repeated end; null where it is not there, or where what stands before it is neither a few signs nor more of the
    /// repetition nor words about it.
    /// </summary>
    private int? AfterAnchor(string text, LooseText loose, int length)
    {
        var anchor = asked[^length..];
        if (anchor.Length == 0) return AfterSpace(text, 0, trailingSpace);
        for (var at = loose.Value.IndexOf(anchor, StringComparison.Ordinal); at >= 0; at = loose.Value.IndexOf(anchor, at + 1, StringComparison.Ordinal))
        {
            var before = loose.Value[..at];
            var earlier = end.Value[..^anchor.Length];
            var isMore = earlier.EndsWith(before, StringComparison.Ordinal) && before != "\"";
            var signs = before.Length - before.TrimStart(Signs).Length;
            if (!isMore && !IsAbout(before, length) && (signs > MostPreamble || !earlier.EndsWith(before[signs..], StringComparison.Ordinal))) continue;
            var after = loose.EndOf(at + anchor.Length - 1);
            return isMore ? AfterSpace(text, after, trailingSpace) : AfterQuote(text, after, before);
        }

        return null;
    }

    /// <summary>Words that announce a repetition: behind a colon comes all that was asked for, and the answer itself never said them.</summary>
    private bool IsAbout(string before, int length) =>
        length == asked.Length && length >= LeastBehindWords && before.TrimEnd(Signs).EndsWith(':') && !end.Value.Contains(before.Trim(), StringComparison.Ordinal);

    /// <summary>A quotation mark that was opened before the repetition is closed after it, before or behind the space that it ends with.</summary>
    private int AfterQuote(string text, int after, string before)
    {
        var spaced = AfterSpace(text, after, trailingSpace);
        var (opening, closing) = (before.Length - before.TrimStart(Signs).Length, before.TrimEnd(Signs).Length);
        if (!before[..opening].Contains('"') && !before[closing..].Contains('"')) return spaced;
        if (IsQuote(text, after)) return AfterSpace(text, after + 1, trailingSpace);
        return IsQuote(text, spaced) ? spaced + 1 : spaced;
    }

    private static bool IsQuote(string text, int at) => at < text.Length && new LooseText(text.AsSpan(at, 1)).Value == "\"";

    private static int AfterSpace(string text, int after, int space)
    {
        var most = after + space;
        while (after < most && after < text.Length && char.IsWhiteSpace(text[after])) after++;
        return after;
    }

    private int CommonBeginning(string text)
    {
        var common = 0;
        while (common < text.Length && common < delivered.Length && text[common] == delivered[common]) common++;
        return common;
    }

    private int Overlap(string text)
    {
        for (var length = Math.Min(text.Length, delivered.Length); length >= LeastOverlap; length--)
        {
            if (delivered.AsSpan(delivered.Length - length).SequenceEqual(text.AsSpan(0, length))) return length;
        }

        return 0;
    }

    /// <summary>Passes over a beginning anew for as long as it says what was said.</summary>
    private string Replay()
    {
        var text = held.ToString();
        held.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            if (replayed == delivered.Length)
            {
                IsJoined = true;
                return text[i..];
            }

            if (text[i] != delivered[replayed])
            {
                IsAstray = true;
                return "";
            }

            replayed++;
        }

        IsJoined = replayed == delivered.Length;
        return "";
    }

    private string PassFrom(string text, int start)
    {
        IsJoined = true;
        held.Clear();
        return text[start..];
    }
}
