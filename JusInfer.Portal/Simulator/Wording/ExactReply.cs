using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Wording;

/// <summary>
/// Finds what the user wants as the whole answer: "reply with exactly: `DONE`", "say only "yes"", "answer with the word pong".
/// </summary>
internal static partial class ExactReply
{
    /// <summary>The words wanted; of several such requests the last one's. Null where there is none.</summary>
    public static string? In(string text) =>
        Wish().Matches(text).LastOrDefault() is { } match ? Wanted(match) : null;

    /// <summary>The text without such requests: what else it asks for.</summary>
    public static string Without(string text) => Wish().Replace(text, " ");

    private static string Wanted(Match match)
    {
        foreach (var group in (ReadOnlySpan<string>)["ticked", "quoted", "curly"])
        {
            if (match.Groups[group].Success) return match.Groups[group].Value;
        }

        return match.Groups["bare"].Value.Trim().TrimEnd('.', '!');
    }

    [GeneratedRegex(
        """
        \b(reply|respond|answer|say|print|output)\b
        (\s+(back|only|just|me|with|this|by|saying))*
        (
          (\s+(exactly|precisely|only|just|the|word|words|text|phrase|line|following|this))* \s*[:,]?\s*
          ( `(?<ticked>[^`\n]+)` | "(?<quoted>[^"\n]+)" | “(?<curly>[^”\n]+)” )
        |
          (\s+(exactly|precisely|the\s+word|the\s+words))+ (\s+(the|word|words|text|phrase|this))* \s*:?\s+ (?<bare>[^\s`"“:][^\n]*)
        )
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Wish();
}
