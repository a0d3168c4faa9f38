namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>
/// Searches for approximate repetitions of the delivered text: of its end with errors, or of its start in different words. Text that only
/// resembles the delivered text, such as the next row of a table, is not a repetition.
/// </content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>The minimum length of an anchor that is compared approximately.</summary>
    private const int MinSimilarity = 12;

    /// <summary>The length of the delivered text's start that is compared approximately.</summary>
    private const int MaxSimilarity = 48;

    /// <summary>A repetition of the anchor with at most one edit per so many characters is joined.</summary>
    private const int CharactersPerEdit = 7;

    /// <summary>A repetition of the anchor with at most one edit per so many characters, but not joined, is a rewording.</summary>
    private const int CharactersPerEditOfRewording = 5;

    /// <summary>
    /// The distance within which the delivered text must not resemble its own start, as rows of data do. Otherwise similarity to the start
    /// does not indicate a restart.
    /// </summary>
    private const int MaxRowLength = 160;

    /// <summary>The minimum number of equal characters at the end of an approximate repetition.</summary>
    private const int MinEqualSuffix = 4;

    /// <summary>The number of equal characters at the start of an approximate repetition, ignoring case.</summary>
    private const int MinEqualPrefix = 1;

    /// <summary>The maximum number of edits in a restart. The limit is low because rows of data also start similarly.</summary>
    private const int MaxRestartEdits = 4;

    /// <summary>
    /// Joins an approximate repetition of the anchor if its end is equal. Otherwise the continuation rewords the delivered text or restarts
    /// it in different words, and diverges. Null if nothing similar is found.
    /// </summary>
    private string? JoinApproximately(bool isLast)
    {
        var end = normalizedDelivered.AsSpan(normalizedDelivered.Length - anchorLength);
        var start = normalizedDelivered.AsSpan(LeadingSpace, Math.Min(MaxSimilarity, normalizedDelivered.Length - LeadingSpace));
        var isEndUnique = anchorLength >= MinSimilarity && !ResemblesTextBefore(end);
        var isStartUnique = start.Length == MaxSimilarity && !ResemblesTextAfter(start);
        foreach (var before in PreambleMatch.Of(held, normalized))
        {
            var text = normalized.Characters[before.TextStart..];
            if (isEndUnique && StartsLikeAnchor(text))
            {
                var match = ApproximateMatch.Find(end, text, anchorLength / CharactersPerEditOfRewording);
                var isJoint = match.Edits <= anchorLength / CharactersPerEdit && match.EqualSuffixLength >= MinEqualSuffix;
                if (isJoint) return DeliverFrom(normalized.OriginalOffset(before.TextStart + match.End), before, isLast);
                if (match.Edits <= anchorLength / CharactersPerEditOfRewording) return Diverge();
            }

            if (isStartUnique && ApproximateMatch.Find(start, text, MaxRestartEdits).Edits <= MaxRestartEdits) return Diverge();
        }

        return null;
    }

    /// <summary>
    /// Whether the delivered text's end resembles the text right before it, as rows of data do. Then new text resembles it as well.
    /// </summary>
    private bool ResemblesTextBefore(ReadOnlySpan<char> end)
    {
        var maxEdits = anchorLength / CharactersPerEditOfRewording;
        var position = normalizedDelivered.Length - (2 * anchorLength);
        return HasApproximateMatch(end, position - maxEdits, position + maxEdits, maxEdits);
    }

    /// <summary>Whether the delivered text's start resembles the text shortly after it.</summary>
    private bool ResemblesTextAfter(ReadOnlySpan<char> start) =>
        HasApproximateMatch(start, MaxSimilarity / 2, MaxRowLength, MaxSimilarity / CharactersPerEditOfRewording);

    private bool HasApproximateMatch(ReadOnlySpan<char> text, int first, int last, int maxEdits)
    {
        for (var position = Math.Max(0, first); position <= Math.Min(last, normalizedDelivered.Length - 1); position++)
        {
            if (ApproximateMatch.Find(text, normalizedDelivered.AsSpan(position), maxEdits).Edits <= maxEdits) return true;
        }

        return false;
    }

    /// <summary>
    /// A repetition with errors usually gets the first word right. The next row of data or branch of code usually starts with a different
    /// one.
    /// </summary>
    private bool StartsLikeAnchor(ReadOnlySpan<char> text) =>
        text.Length >= MinEqualPrefix
        && text[..MinEqualPrefix].Equals(
            normalizedDelivered.AsSpan(normalizedDelivered.Length - anchorLength, MinEqualPrefix), StringComparison.OrdinalIgnoreCase);
}
