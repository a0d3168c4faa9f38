using System.Text;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Joins a continuation to what the client already has, without a repeated or a lost letter. The model was asked to repeat the end of its
/// answer and go on; some repeat it with other spaces or quotes, some repeat less, some begin the whole answer anew, some just go on.
/// Whatever comes is held until it is clear which: where it says again what was said from some place on, until it comes to the end of that;
/// else at most <see cref="MaxHeld"/> letters.
/// </summary>
/// <remarks>
/// 1. <see cref="Take"/> and <see cref="Finish"/> are the way through; <see cref="Join"/> decides, by the strongest sign first, and <see
///    cref="GoOn"/> where nothing was asked.
/// 2. <see cref="Repetition"/>: it begins with the end of what was said, as much of it as it was asked for or more, perhaps behind a <see
///    cref="PreambleMatch"/>.
/// 3. <see cref="Follow(PreambleMatch, int, bool)"/>: it says again what was said, from the beginning or from a place long before the end.
/// 4. <see cref="JoinLoosely"/>: it just goes on, at most behind less of a repetition, another one that is like it (<see
///    cref="Resemble"/>), or a few letters twice.
/// 5. The parts: what is found stands in `Seam.Finding`, what is only like it in `Seam.Likeness`, what passes in `Seam.Passing`.
/// </remarks>
/// <param name="delivered">The answer's text so far, all of it.</param>
internal sealed partial class ContinuationSplicer(string delivered)
{
    private const int MaxHeld = 240;

    /// <summary>The shortest end that is taken for a repetition where more of it was asked for.</summary>
    private const int MinRepetition = 12;

    /// <summary>Words about a repetition stand before no less of it.</summary>
    private const int MinAnnounced = 4;

    /// <summary>A common beginning from here on is no chance: the model began anew.</summary>
    private const int MinRestart = 24;

    /// <summary>
    /// The same, of a model that was left its turn to go on with: what it says next may well look like how it began, as rows of data do.
    /// </summary>
    private const int MinOpenTurnRestart = 80;

    /// <summary>An exact overlap of so many letters, white space not counted, is no chance.</summary>
    private const int MinOverlap = 6;

    /// <summary>The beginning of the repetition and nothing else, from so many letters on: less may as well be new.</summary>
    private const int MinCutShort = 3;

    private readonly StringBuilder held = new();
    private readonly NormalizedText loose = new("");
    private readonly ThinkTagFilter thoughts = new(delivered);

    /// <summary>What was said, as a model might quote it, without the white space at its very end.</summary>
    private readonly string said = new NormalizedText(delivered.AsSpan().TrimEnd()).ToString();

    /// <summary>How much of it was asked to be repeated.</summary>
    private readonly int asked = new NormalizedText(ContinuationPrompt.AnchorOf(delivered).AsSpan().TrimEnd()).Length;

    /// <summary>White space at the very end: a model repeats what comes before it, and then some of it, all of it or none.</summary>
    private readonly int trailingSpace = delivered.Length - delivered.AsSpan().TrimEnd().Length;

    /// <summary>It was asked to repeat the end. Else its turn was left open, and it goes on right behind it.</summary>
    private bool isAsked = true;

    /// <summary>White space at the very end that the model was not shown, and may say again.</summary>
    private int trimmed;

    /// <summary>From where on it says again what was said; negative while that is not known.</summary>
    private int followed = -1;

    /// <summary>Behind what it does.</summary>
    private PreambleMatch opening;

    /// <summary>How far it has been followed. Loose letters of the continuation.</summary>
    private int compared;

    /// <summary>What it has opened before the text and may close behind it.</summary>
    private ClosingQuote? closing;

    /// <summary>The place is found: what comes from here on is new.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>Everything from here on passes as it is.</summary>
    public bool IsClear => IsJoined && closing is null;

    /// <summary>It said again what was said, in part, and then something else: it cannot be joined.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>It ended before it had said anything new, or all that it was asked to repeat.</summary>
    public bool EndedShort { get; private set; }

    /// <summary>The seam after a text; absent where there is none.</summary>
    /// <param name="delivered">The text.</param>
    /// <param name="sent">What of it the model was shown as its own turn, left open to be gone on with; absent where it was asked to repeat
    /// the end.</param>
    public static ContinuationSplicer? Of(string delivered, string? sent) =>
        delivered.Length == 0
            ? null
            : new ContinuationSplicer(delivered) { isAsked = sent is null, trimmed = delivered.Length - (sent ?? delivered).Length };

    /// <summary>Takes a piece of the continuation; returns what of it goes to the client.</summary>
    public string Take(string piece)
    {
        if (HasDiverged) return "";
        return IsJoined ? Passed(piece) : Hold(thoughts.Take(piece));
    }

    /// <summary>The continuation is over: returns what was still held.</summary>
    public string Finish()
    {
        if (HasDiverged) return "";
        if (!IsJoined)
        {
            if (thoughts.IsWithin) return EndShort();
            var first = Hold(thoughts.Finish());
            if (!IsJoined && !HasDiverged) first = Join(isOver: true);
            return first + closing?.Finish();
        }

        return closing?.Finish() ?? "";
    }

    private string Hold(string piece)
    {
        if (piece.Length == 0) return "";
        held.Append(piece);
        loose.Append(piece);
        return Join(isOver: false);
    }

    private string Join(bool isOver)
    {
        if (followed >= 0) return Follow(isOver);
        if (!isAsked) return GoOn(isOver);
        if (Repetition() is { } repetition) return PassFrom(repetition.After, repetition.Opening, isOver);
        if (isOver && ShorterRepetition() is null && EndsWithinRepetition()) return EndShort();
        if (!isOver && held.Length < MaxHeld) return "";
        var (beginning, place, common) = Beginning(PreambleMatch.Of(held, loose));
        if (common >= MinRestart) return IsAllOf(beginning, place, common) ? Follow(beginning, place, isOver) : GoAstray();
        if (!isOver && Within() is { } within) return Follow(within.Opening, within.Place, isOver);
        return JoinLoosely(isOver);
    }

    /// <summary>
    /// Its turn was left open: it goes on right behind it, unless it did not see the turn and begins anew, or says its end again.
    /// </summary>
    private string GoOn(bool isOver)
    {
        var (beginning, place, common) = Beginning(PreambleMatch.OfSpace(loose));
        if (said.Length >= MinRestart && IsAllOf(beginning, place, common))
        {
            if (common >= MinRestart) return Follow(beginning, place, isOver);
            if (!isOver) return "";
        }

        if (common >= MinOpenTurnRestart) return GoAstray();
        if (EndSaidAgain() is { } again)
        {
            if (loose.Length >= MinRestart) return Follow(PreambleMatch.None, again, isOver);
            if (!isOver) return "";
        }

        return Pass(AfterSpace(0, trimmed));
    }

    /// <summary>
    /// The place near the end from where on an open turn is said again; null where it goes on with what is new, or with what it has said
    /// more than once.
    /// </summary>
    private int? EndSaidAgain()
    {
        var end = said.AsSpan(Math.Max(0, said.Length - MaxHeld));
        var place = end.LastIndexOf(loose.Letters);
        return place >= 0 && end[..(place + loose.Length - 1)].IndexOf(loose.Letters) < 0 ? said.Length - end.Length + place : null;
    }

    private string Follow(PreambleMatch behind, int place, bool isOver)
    {
        (opening, followed, compared) = (behind, place, 0);
        return Follow(isOver);
    }

    /// <summary>Passes over what it says again for as long as it says the same.</summary>
    private string Follow(bool isOver)
    {
        while (opening.Origin + compared < loose.Length && followed + compared < said.Length)
        {
            if (loose.Letters[opening.Origin + compared] != said[followed + compared]) return Diverge(isOver);
            compared++;
        }

        if (followed + compared < said.Length) return !isOver ? "" : IsFromBeginning ? GoAstray() : EndShort();
        return PassFrom(loose.StartOf(opening.Origin + compared), opening, isOver);
    }

    private bool IsFromBeginning => followed <= LeadingSpace;

    private int LeadingSpace => said.StartsWith(' ') ? 1 : 0;

    /// <summary>
    /// What began like the whole answer is another one; what resembled a later part of it was new all along, as code with equal lines is.
    /// </summary>
    private string Diverge(bool isOver)
    {
        if (IsFromBeginning && (isAsked || compared >= MinOpenTurnRestart)) return GoAstray();
        return isAsked ? JoinLoosely(isOver) : Pass(AfterSpace(0, trimmed));
    }

    /// <summary>It says something new, at most behind less of a repetition than was asked for, or another one.</summary>
    private string JoinLoosely(bool isOver) =>
        ShorterRepetition() is { } repetition
            ? PassFrom(repetition.After, repetition.Opening, isOver)
            : Resemble(isOver) ?? Pass(Overlap());

    private string EndShort()
    {
        EndedShort = true;
        return "";
    }

    private string GoAstray()
    {
        HasDiverged = true;
        return "";
    }
}
