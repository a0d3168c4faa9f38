using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>
/// Recognizes and answers the short requests that agent harnesses send for themselves: a title or a summary of the session.
/// </summary>
internal static partial class AuxiliaryRequest
{
    public static bool AsksForTitle(string text) => TitlePattern().IsMatch(text);

    public static bool AsksForSummary(string text) => SummaryPattern().IsMatch(text);

    public static string Title(CurrentTurn turn) =>
        $"{CompletionText.Marker} {TextTruncation.Excerpt(Subject(turn.UserText), words: 4, length: 40)} (no model was asked)";

    public static string Summary(ImmutableArray<ChatMessage> messages)
    {
        var count = messages.Count(static message => message.Role is not MessageRole.System);
        var first = messages.FirstOrDefault(static message => message.Role is MessageRole.User)?.Text ?? "";
        return $"{CompletionText.Marker} No model was asked. {count} {(count == 1 ? "message" : "messages")} so far; it began with "
            + $"“{TextTruncation.Excerpt(HarnessBlocks.Remove(first), words: 12, length: 90)}”.";
    }

    /// <summary>
    /// The text to be titled. Some harnesses put it into a block, <c>---BEGIN USER MESSAGES---</c>; the last block counts.
    /// </summary>
    private static string Subject(string text)
    {
        var start = text.LastIndexOf("---BEGIN ", StringComparison.Ordinal);
        if (start < 0) return text;
        var block = text[(text.IndexOf('\n', start) + 1)..];
        var end = block.IndexOf("\n---END ", StringComparison.Ordinal);
        return end < 0 ? block : block[..end];
    }

    [GeneratedRegex(
        @"\b(generate|create|output|produce|provide|write|suggest)\b[^.\n]{0,60}\btitle\b|\btitle generator\b"
        + @"|\bwords or (less|fewer)\b|\bconcise description\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"\bsummar(y|ies|ise|ize)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SummaryPattern();
}
