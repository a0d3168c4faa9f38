using System.Text;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Joins the continuation of an interrupted answer to the text that the client already has, without repeated or lost characters. The model
/// was asked to repeat the end of the delivered text, the anchor, and to continue from there. Some models repeat it with different spaces
/// or quotation marks, some repeat less of it, some restart the answer, and some continue without repetition. The continuation is held back
/// until the joint is found. While it repeats delivered text, that is until it passes the end of that text; otherwise after at most
/// <see cref="MaxHeldLength"/> characters.
/// </summary>
/// <remarks>
/// <see cref="Join"/> tries the cases in this order, or <see cref="JoinPrefilled"/> if the model was asked to continue its own message:
/// <list type="number">
/// <item><see cref="FindRepetition"/>: the continuation starts with the anchor, possibly after a <see cref="PreambleMatch"/>.</item>
/// <item><see cref="SkipRepetition(PreambleMatch, int, bool)"/>: it repeats the delivered text from the start or from some position.</item>
/// <item><see cref="JoinWithoutRepetition"/>: it starts with a shorter or an approximate repetition, or with new text.</item>
/// </list>
/// The files Search and ApproximateSearch contain the searches. The file Delivery removes repeated white space and enclosing quotation
/// marks from the text after the joint.
/// </remarks>
/// <param name="delivered">The complete text that the client has.</param>
internal sealed partial class ContinuationSplicer(string delivered)
{
    private const int MaxHeldLength = 240;

    /// <summary>The minimum length of a repetition that is shorter than the anchor.</summary>
    private const int MinRepetition = 12;

    /// <summary>The minimum length of a repetition after an announcement such as "Here is the rest:".</summary>
    private const int MinAnnouncedRepetition = 4;

    /// <summary>The minimum common prefix with the delivered text that counts as a restart, not as a coincidence.</summary>
    private const int MinRestart = 24;

    /// <summary>
    /// The same for a prefilled answer. It is longer because the next text may well resemble the start of the answer, as rows of data do.
    /// </summary>
    private const int MinPrefillRestart = 80;

    /// <summary>The minimum length of an exact overlap, without white space, that counts as a repetition, not as a coincidence.</summary>
    private const int MinOverlap = 6;

    /// <summary>The minimum length of a continuation that ends within the anchor; a shorter one may be new text.</summary>
    private const int MinIncompleteRepetition = 3;

    /// <summary>The part of the continuation that is held back.</summary>
    private readonly StringBuilder held = new();
    private readonly NormalizedText normalized = new("");
    private readonly ThinkTagFilter thinkTags = new(delivered);

    /// <summary>The delivered text as a model might quote it, without trailing white space.</summary>
    private readonly string normalizedDelivered = new NormalizedText(delivered.AsSpan().TrimEnd()).ToString();

    /// <summary>The length of the normalized anchor.</summary>
    private readonly int anchorLength = new NormalizedText(ContinuationPrompt.AnchorOf(delivered).AsSpan().TrimEnd()).Length;

    /// <summary>The length of the delivered text's trailing white space. Models repeat all, some or none of it.</summary>
    private readonly int trailingSpace = delivered.Length - delivered.AsSpan().TrimEnd().Length;

    /// <summary>
    /// The model was asked to repeat the anchor. Otherwise the answer was prefilled: the model continues its own message.
    /// </summary>
    private bool isAnchored = true;

    /// <summary>The length of the trailing white space that the prefill did not contain and that the model may therefore repeat.</summary>
    private int trimmedSpace;

    /// <summary>The position in the delivered text from which the continuation repeats it; negative if unknown.</summary>
    private int repeatedFrom = -1;

    /// <summary>The preamble before that repetition.</summary>
    private PreambleMatch preamble;

    /// <summary>The length of that repetition so far, in normalized characters.</summary>
    private int comparedLength;

    /// <summary>Removes the closing mark, if the continuation started with an opening one.</summary>
    private ClosingQuote? closingQuote;

    /// <summary>The joint is found: the rest of the continuation is new text.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>The rest of the continuation needs no changes.</summary>
    public bool IsPassthrough => IsJoined && closingQuote is null;

    /// <summary>The continuation contradicts the delivered text and cannot be joined to it.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>The continuation ended within the repetition, without new text.</summary>
    public bool EndedEarly { get; private set; }

    /// <summary>Creates a splicer; null if no text was delivered.</summary>
    /// <param name="delivered">The complete text that the client has.</param>
    /// <param name="prefill">The delivered text as the request's last assistant message, which the model continues; absent if the model was
    /// asked to repeat the anchor.</param>
    public static ContinuationSplicer? Create(string delivered, string? prefill) => delivered.Length == 0
        ? null
        : new ContinuationSplicer(delivered)
        {
            isAnchored = prefill is null,
            trimmedSpace = delivered.Length - (prefill ?? delivered).Length,
        };

    /// <summary>Appends a fragment of the continuation and returns the text to send to the client.</summary>
    public string Append(string fragment)
    {
        if (HasDiverged) return "";
        return IsJoined ? WithoutClosingQuote(fragment) : AppendHeld(thinkTags.Append(fragment));
    }

    /// <summary>Ends the continuation and returns the rest of the text to send to the client.</summary>
    public string Finish()
    {
        if (HasDiverged) return "";
        if (!IsJoined)
        {
            if (thinkTags.IsInsideTag) return EndEarly();
            var first = AppendHeld(thinkTags.Finish());
            if (!IsJoined && !HasDiverged) first = Join(isLast: true);
            return first + closingQuote?.Finish();
        }

        return closingQuote?.Finish() ?? "";
    }

    private string AppendHeld(string fragment)
    {
        if (fragment.Length == 0) return "";
        held.Append(fragment);
        normalized.Append(fragment);
        return Join(isLast: false);
    }

    /// <summary>Looks for the joint in the held text and returns the text after it; empty if it is not found yet.</summary>
    /// <param name="isLast">The continuation has ended: the held text is all there is.</param>
    private string Join(bool isLast)
    {
        if (repeatedFrom >= 0) return SkipRepetition(isLast);
        if (!isAnchored) return JoinPrefilled(isLast);
        if (FindRepetition() is { } repetition) return DeliverFrom(repetition.After, repetition.Preamble, isLast);
        if (isLast && FindShorterRepetition() is null && IsIncompleteRepetition()) return EndEarly();
        if (!isLast && held.Length < MaxHeldLength) return "";
        var (start, position, common) = FindRestart(PreambleMatch.Of(held, normalized));
        if (common >= MinRestart) return IsFullMatch(start, position, common) ? SkipRepetition(start, position, isLast) : Diverge();
        if (!isLast && FindInside() is { } inside) return SkipRepetition(inside.Preamble, inside.Position, isLast);
        return JoinWithoutRepetition(isLast);
    }

    /// <summary>
    /// The continuation of a prefilled answer is new text, unless the model ignored the prefill and restarts the answer, or repeats its
    /// end.
    /// </summary>
    private string JoinPrefilled(bool isLast)
    {
        var (start, position, common) = FindRestart(PreambleMatch.OfWhiteSpace(normalized));
        if (normalizedDelivered.Length >= MinRestart && IsFullMatch(start, position, common))
        {
            if (common >= MinRestart) return SkipRepetition(start, position, isLast);
            if (!isLast) return "";
        }

        if (common >= MinPrefillRestart) return Diverge();
        if (FindRepeatedEnd() is { } repeated)
        {
            if (normalized.Length >= MinRestart) return SkipRepetition(PreambleMatch.None, repeated, isLast);
            if (!isLast) return "";
        }

        return Deliver(SkipWhiteSpace(0, trimmedSpace));
    }

    /// <summary>
    /// The position near the end of the delivered text from which the held text repeats it; null if the held text is new or occurs there
    /// more than once.
    /// </summary>
    private int? FindRepeatedEnd()
    {
        var end = normalizedDelivered.AsSpan(Math.Max(0, normalizedDelivered.Length - MaxHeldLength));
        var position = end.LastIndexOf(normalized.Characters);
        var isUnique = position >= 0 && end[..(position + normalized.Length - 1)].IndexOf(normalized.Characters) < 0;
        return isUnique ? normalizedDelivered.Length - end.Length + position : null;
    }

    private string SkipRepetition(PreambleMatch before, int position, bool isLast)
    {
        (preamble, repeatedFrom, comparedLength) = (before, position, 0);
        return SkipRepetition(isLast);
    }

    /// <summary>Discards text as long as it equals the delivered text.</summary>
    private string SkipRepetition(bool isLast)
    {
        while (preamble.TextStart + comparedLength < normalized.Length && repeatedFrom + comparedLength < normalizedDelivered.Length)
        {
            if (normalized.Characters[preamble.TextStart + comparedLength] != normalizedDelivered[repeatedFrom + comparedLength])
                return HandleMismatch(isLast);
            comparedLength++;
        }

        if (repeatedFrom + comparedLength < normalizedDelivered.Length) return !isLast ? "" : IsRestart ? Diverge() : EndEarly();
        return DeliverFrom(normalized.OriginalOffset(preamble.TextStart + comparedLength), preamble, isLast);
    }

    private bool IsRestart => repeatedFrom <= LeadingSpace;

    private int LeadingSpace => normalizedDelivered.StartsWith(' ') ? 1 : 0;

    /// <summary>
    /// A restart that differs is a different answer. Text that equaled a later part of the delivered text is new, as in code with equal
    /// lines.
    /// </summary>
    private string HandleMismatch(bool isLast)
    {
        if (IsRestart && (isAnchored || comparedLength >= MinPrefillRestart)) return Diverge();
        return isAnchored ? JoinWithoutRepetition(isLast) : Deliver(SkipWhiteSpace(0, trimmedSpace));
    }

    /// <summary>
    /// Joins a continuation that does not start with the anchor, but at most with a shorter or an approximate repetition.
    /// </summary>
    private string JoinWithoutRepetition(bool isLast) =>
        FindShorterRepetition() is { } repetition
            ? DeliverFrom(repetition.After, repetition.Preamble, isLast)
            : JoinApproximately(isLast) ?? Deliver(OverlapLength());

    private string EndEarly()
    {
        EndedEarly = true;
        return "";
    }

    private string Diverge()
    {
        HasDiverged = true;
        return "";
    }
}
