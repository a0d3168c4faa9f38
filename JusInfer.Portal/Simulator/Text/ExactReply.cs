using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Text;

/// <summary>
/// Finds a request for an exact answer: "reply with exactly: `DONE`", "say only "yes"", "answer with the word pong".
/// </summary>
internal static partial class ExactReply
{
    /// <summary>The requested reply; the last one if there are several, null if there is none.</summary>
    public static string? Find(string text) =>
        Pattern().Matches(text).LastOrDefault() is { } match ? ReplyText(match) : null;

    /// <summary>Removes such requests from the text.</summary>
    public static string Remove(string text) => Pattern().Replace(text, " ");

    private static string ReplyText(Match match)
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
    private static partial Regex Pattern();
}
