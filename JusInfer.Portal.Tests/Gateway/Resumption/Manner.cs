using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>How a model goes on when it is asked to repeat the end of what it said and to go on from there.</summary>
public enum Manner
{
    /// <summary>As it was asked to.</summary>
    Repeats,

    /// <summary>With typographic quotes and dashes, and other white space.</summary>
    RepeatsInItsOwnType,

    /// <summary>Behind an ellipsis.</summary>
    RepeatsBehindAnEllipsis,

    /// <summary>Between quotation marks.</summary>
    RepeatsInQuotes,

    /// <summary>Behind a sentence about what it is doing.</summary>
    RepeatsBehindWords,

    /// <summary>Only the last dozen letters or a few more.</summary>
    RepeatsLess,

    /// <summary>Three times as much as it was asked for.</summary>
    RepeatsMore,

    /// <summary>Not at all: it goes on in the middle of the word.</summary>
    GoesOn,

    /// <summary>The whole answer.</summary>
    BeginsAnew,

    /// <summary>After some reasoning.</summary>
    ThinksFirst,
}

internal static class Manners
{
    private const int Asked = ContinuationPrompt.AnchorLength;

    public static IReadOnlyList<Manner> All { get; } = Enum.GetValues<Manner>();

    /// <param name="manner">How it goes on.</param>
    /// <param name="whole">The answer as it would have been.</param>
    /// <param name="delivered">As far as it came.</param>
    public static Said GoOn(this Manner manner, Said whole, string delivered)
    {
        var rest = whole.Text[delivered.Length..];
        return manner switch
        {
            Manner.Repeats => Saying(ContinuationPrompt.AnchorOf(delivered) + rest),
            Manner.RepeatsInItsOwnType => Saying(InItsOwnType(ContinuationPrompt.AnchorOf(delivered)) + rest),
            Manner.RepeatsBehindAnEllipsis => Saying($"…{ContinuationPrompt.AnchorOf(delivered)}{rest}"),
            Manner.RepeatsInQuotes => Saying($"\"{ContinuationPrompt.AnchorOf(delivered)}\"{rest}"),
            Manner.RepeatsBehindWords => Saying($"Sure, here is how it goes on:\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}"),
            Manner.RepeatsLess => Saying(End(delivered, 12 + (delivered.Length % 9)) + rest),
            Manner.RepeatsMore => Saying(End(delivered, 3 * Asked) + rest),
            Manner.GoesOn => Saying(rest),
            Manner.BeginsAnew => whole,
            Manner.ThinksFirst => Saying(ContinuationPrompt.AnchorOf(delivered) + rest) with { Thought = "Where was I? There." },
            _ => throw new ArgumentOutOfRangeException(nameof(manner), manner, "Nobody goes on so."),
        };

        Said Saying(string text) => whole with { Text = text, Thought = null };
    }

    /// <summary>
    /// What follows looks like a repetition of the end though it is none, as code with equal lines does, or the end is too short to be known among words, or
    /// nothing follows: no reader could tell whether a model repeated the end, went on or gave up.
    /// </summary>
    public static bool IsAmbiguous(this Manner manner, string text, int delivered)
    {
        var (said, rest) = (text[..delivered], text[delivered..]);
        if (manner == Manner.RepeatsBehindWords) return said.Trim().Length < 12;
        if (manner == Manner.GoesOn && rest.Length == 0) return true;
        if (manner is not (Manner.GoesOn or Manner.RepeatsLess)) return false;
        var common = said.Zip(rest).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (said.Length > 0 && common >= Math.Min(24, said.Length)) return true;
        if (said.TrimEnd().Length >= 12 && rest.Contains(said.TrimEnd()[^12..], StringComparison.Ordinal)) return true;
        return Enumerable.Range(6, Math.Max(0, Math.Min(said.Length, rest.Length) - 5)).Any(length => said.EndsWith(rest[..length], StringComparison.Ordinal));
    }

    private static string End(string text, int length)
    {
        if (text.Length <= length) return text;
        var start = text.Length - length;
        return text[(char.IsLowSurrogate(text[start]) ? start - 1 : start)..];
    }

    /// <summary>Other quotes, dashes and white space, except that at its end there is as much of it.</summary>
    private static string InItsOwnType(string text) => string.Concat(text.Select((letter, index) => letter switch
    {
        '"' => index % 2 == 0 ? "“" : "”",
        '\'' => "’",
        ' ' => index % 3 == 0 ? "\n" : index == text.Length - 1 ? "\u00a0" : "\u00a0 ",
        '-' => "–",
        _ => letter.ToString(),
    }));
}
