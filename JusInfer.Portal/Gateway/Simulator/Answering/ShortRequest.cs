using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JusInfer.Portal.Gateway.Simulator.Reading;
using JusInfer.Portal.Gateway.Simulator.Wording;

namespace JusInfer.Portal.Gateway.Simulator.Answering;

/// <summary>Recognises what harnesses ask for beside the user's work, a title or a summary of the session, and answers in a line.</summary>
internal static partial class ShortRequest
{
    /// <summary>Null where it is no such request.</summary>
    public static string? Answer(Turn turn, ImmutableArray<ChatMessage> messages)
    {
        var wish = $"{turn.Instructions}\n{turn.Task}";
        if (Title().IsMatch(wish)) return $"{AnswerText.Marker} {Cut.Gist(turn.Task, words: 4, length: 40)} (no model was asked)";
        if (!Summary().IsMatch(wish)) return null;
        var spoken = messages.Count(static message => message.Speaker is not Speaker.System);
        return $"{AnswerText.Marker} No model was asked. {spoken} {(spoken == 1 ? "message" : "messages")} so far; it began with "
            + $"“{Cut.Gist(messages.FirstOrDefault(static message => message.Speaker is Speaker.User)?.Text ?? "", words: 12, length: 90)}”.";
    }

    [GeneratedRegex(@"\btitles?\b|\bwords or (less|fewer)\b|\bconcise description\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Title();

    [GeneratedRegex(@"\bsummar(y|ies|ise|ize)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Summary();
}
