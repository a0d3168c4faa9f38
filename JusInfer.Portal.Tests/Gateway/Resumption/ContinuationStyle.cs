using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>How a model continues when it is asked to repeat the end of the delivered text and to continue from there.</summary>
public enum ContinuationStyle
{
    /// <summary>It repeats the anchor.</summary>
    RepeatsAnchor,

    /// <summary>It repeats the anchor with typographic quotes and dashes and different white space.</summary>
    RepeatsWithTypography,

    /// <summary>It repeats the anchor after an ellipsis.</summary>
    RepeatsAfterEllipsis,

    /// <summary>It repeats the anchor in quotation marks.</summary>
    RepeatsInQuotes,

    /// <summary>It repeats the anchor after an announcement.</summary>
    RepeatsAfterAnnouncement,

    /// <summary>It repeats only the last 12 to 20 characters.</summary>
    RepeatsLess,

    /// <summary>It repeats three times the length of the anchor.</summary>
    RepeatsMore,

    /// <summary>It continues without repetition, possibly within a word.</summary>
    Continues,

    /// <summary>It restarts the answer.</summary>
    Restarts,

    /// <summary>It repeats the anchor after some reasoning.</summary>
    ReasonsFirst,
}

internal static class ContinuationStyles
{
    private const int AnchorLength = ContinuationPrompt.AnchorLength;

    public static IReadOnlyList<ContinuationStyle> All { get; } = Enum.GetValues<ContinuationStyle>();

    /// <param name="style">How the model continues.</param>
    /// <param name="complete">The complete answer.</param>
    /// <param name="delivered">The delivered text.</param>
    public static ModelAnswer Continue(this ContinuationStyle style, ModelAnswer complete, string delivered)
    {
        var rest = complete.Text[delivered.Length..];
        return style switch
        {
            ContinuationStyle.RepeatsAnchor => WithText(ContinuationPrompt.AnchorOf(delivered) + rest),
            ContinuationStyle.RepeatsWithTypography => WithText(WithTypography(ContinuationPrompt.AnchorOf(delivered)) + rest),
            ContinuationStyle.RepeatsAfterEllipsis => WithText($"…{ContinuationPrompt.AnchorOf(delivered)}{rest}"),
            ContinuationStyle.RepeatsInQuotes => WithText($"\"{ContinuationPrompt.AnchorOf(delivered)}\"{rest}"),
            ContinuationStyle.RepeatsAfterAnnouncement => WithText($"Sure, here is how it goes on:\n\n{ContinuationPrompt.AnchorOf(delivered)}{rest}"),
            ContinuationStyle.RepeatsLess => WithText(End(delivered, 12 + (delivered.Length % 9)) + rest),
            ContinuationStyle.RepeatsMore => WithText(End(delivered, 3 * AnchorLength) + rest),
            ContinuationStyle.Continues => WithText(rest),
            ContinuationStyle.Restarts => complete,
            ContinuationStyle.ReasonsFirst => WithText(ContinuationPrompt.AnchorOf(delivered) + rest) with { Reasoning = "Where was I? There." },
            _ => throw new ArgumentOutOfRangeException(nameof(style), style, "Unknown style."),
        };

        ModelAnswer WithText(string text) => complete with { Text = text, Reasoning = null };
    }

    /// <summary>
    /// Whether the continuation is ambiguous: the rest looks like a repetition, as in code with equal lines; the delivered text is too short to be found
    /// after an announcement; or there is no rest.
    /// </summary>
    public static bool IsAmbiguous(this ContinuationStyle style, string text, int delivered)
    {
        var (start, rest) = (text[..delivered], text[delivered..]);
        if (style == ContinuationStyle.RepeatsAfterAnnouncement) return start.Trim().Length < 12;
        if (style == ContinuationStyle.Continues && rest.Length == 0) return true;
        if (style is not (ContinuationStyle.Continues or ContinuationStyle.RepeatsLess)) return false;
        var common = start.Zip(rest).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (start.Length > 0 && common >= Math.Min(24, start.Length)) return true;
        if (start.TrimEnd().Length >= 12 && rest.Contains(start.TrimEnd()[^12..], StringComparison.Ordinal)) return true;
        return Enumerable.Range(6, Math.Max(0, Math.Min(start.Length, rest.Length) - 5)).Any(length => start.EndsWith(rest[..length], StringComparison.Ordinal));
    }

    private static string End(string text, int length)
    {
        if (text.Length <= length) return text;
        var start = text.Length - length;
        return text[(char.IsLowSurrogate(text[start]) ? start - 1 : start)..];
    }

    /// <summary>Replaces quotes, dashes and white space. The amount of trailing white space stays the same.</summary>
    private static string WithTypography(string text) => string.Concat(text.Select((character, index) => character switch
    {
        '"' => index % 2 == 0 ? "“" : "”",
        '\'' => "’",
        ' ' => index % 3 == 0 ? "\n" : index == text.Length - 1 ? "\u00a0" : "\u00a0 ",
        '-' => "–",
        _ => character.ToString(),
    }));
}
