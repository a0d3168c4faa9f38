using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>What harnesses ask for beside the user's work, a title or a summary of the session: answered in a line.</summary>
internal static partial class ShortRequest
{
    public static bool IsForTitle(string wish) => TitleWish().IsMatch(wish);

    public static bool IsForSummary(string wish) => SummaryWish().IsMatch(wish);

    public static string Title(OpenTurn turn) =>
        $"{AnswerText.Marker} {Cut.Gist(Subject(turn.Task), words: 4, length: 40)} (no model was asked)";

    public static string Summary(ImmutableArray<ChatMessage> messages)
    {
        var spoken = messages.Count(static message => message.Speaker is not Speaker.System);
        var first = messages.FirstOrDefault(static message => message.Speaker is Speaker.User)?.Text ?? "";
        return $"{AnswerText.Marker} No model was asked. {spoken} {(spoken == 1 ? "message" : "messages")} so far; it began with "
            + $"“{Cut.Gist(HarnessNotes.Remove(first), words: 12, length: 90)}”.";
    }

    /// <summary>Some harnesses fence what is to be titled: <c>---BEGIN USER MESSAGES---</c>, the last fence of several.</summary>
    private static string Subject(string task)
    {
        var fence = task.LastIndexOf("---BEGIN ", StringComparison.Ordinal);
        if (fence < 0) return task;
        var fenced = task[(task.IndexOf('\n', fence) + 1)..];
        var end = fenced.IndexOf("\n---END ", StringComparison.Ordinal);
        return end < 0 ? fenced : fenced[..end];
    }

    [GeneratedRegex(
        @"\b(generate|create|output|produce|provide|write|suggest)\b[^.\n]{0,60}\btitle\b|\btitle generator\b"
        + @"|\bwords or (less|fewer)\b|\bconcise description\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TitleWish();

    [GeneratedRegex(@"\bsummar(y|ies|ise|ize)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SummaryWish();
}
