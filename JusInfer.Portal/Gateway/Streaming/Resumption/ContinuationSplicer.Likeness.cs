namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <content>What is like what was said, and not the same: a repetition with a fault, a beginning anew in other words, or only the next row
/// of data.</content>
internal sealed partial class ContinuationSplicer
{
    /// <summary>Only so much of what was said is compared letter by letter with what is like it.</summary>
    private const int MinSimilarity = 12;
    private const int MaxSimilarity = 48;

    /// <summary>A repetition may be joined where no more than one letter of so many is another.</summary>
    private const int LettersAnEdit = 7;

    /// <summary>With more of them, it says otherwise what was said.</summary>
    private const int LettersAnEditOfAnother = 5;

    /// <summary>
    /// Where what was said is like its beginning within so many letters, as rows of data are, a likeness to it tells nothing.
    /// </summary>
    private const int MaxRowLength = 160;

    /// <summary>What is like the end may be joined where the very end is the same.</summary>
    private const int MinEqualSuffix = 4;

    /// <summary>It begins as it was asked to, in upper case or in lower.</summary>
    private const int MinEqualPrefix = 1;

    /// <summary>How many letters of a beginning anew may be others. Rows of data begin alike too.</summary>
    private const int MaxRestartEdits = 4;

    /// <summary>
    /// It repeats what it was asked for in other letters: where the end is the same it is joined there, and else it says otherwise what the
    /// client has. It begins anew in other letters: that cannot be followed. Null where nothing is alike.
    /// </summary>
    private string? Resemble(bool isOver)
    {
        var end = said.AsSpan(said.Length - asked);
        var beginning = said.AsSpan(LeadingSpace, Math.Min(MaxSimilarity, said.Length - LeadingSpace));
        var isEndUnique = asked >= MinSimilarity && !IsRowBefore(end);
        var isBeginningUnique = beginning.Length == MaxSimilarity && !IsRowAfter(beginning);
        foreach (var before in PreambleMatch.Of(held, loose))
        {
            var text = loose.Letters[before.Origin..];
            if (isEndUnique && BeginsAlike(text))
            {
                var likeness = ApproximateMatch.Of(end, text, asked / LettersAnEditOfAnother);
                var isJoint = likeness.Edits <= asked / LettersAnEdit && likeness.EqualEnd >= MinEqualSuffix;
                if (isJoint) return PassFrom(loose.StartOf(before.Origin + likeness.End), before, isOver);
                if (likeness.Edits <= asked / LettersAnEditOfAnother) return GoAstray();
            }

            if (isBeginningUnique && ApproximateMatch.Of(beginning, text, MaxRestartEdits).Edits <= MaxRestartEdits) return GoAstray();
        }

        return null;
    }

    /// <summary>What was said is like its end, right before it: then what just goes on is like it too, as rows of data are.</summary>
    private bool IsRowBefore(ReadOnlySpan<char> end)
    {
        var most = asked / LettersAnEditOfAnother;
        return HasLike(end, said.Length - (2 * asked) - most, said.Length - (2 * asked) + most, most);
    }

    /// <summary>What was said is like its beginning, not far behind it.</summary>
    private bool IsRowAfter(ReadOnlySpan<char> beginning) =>
        HasLike(beginning, MaxSimilarity / 2, MaxRowLength, MaxSimilarity / LettersAnEditOfAnother);

    private bool HasLike(ReadOnlySpan<char> text, int first, int last, int most)
    {
        for (var place = Math.Max(0, first); place <= Math.Min(last, said.Length - 1); place++)
        {
            if (ApproximateMatch.Of(text, said.AsSpan(place), most).Edits <= most) return true;
        }

        return false;
    }

    /// <summary>
    /// Who repeats with a fault hits the first word. The next row of data, or the next branch of code, most often begins with another.
    /// </summary>
    private bool BeginsAlike(ReadOnlySpan<char> text) =>
        text.Length >= MinEqualPrefix
        && text[..MinEqualPrefix].Equals(said.AsSpan(said.Length - asked, MinEqualPrefix), StringComparison.OrdinalIgnoreCase);
}
