using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>What a tool gave back.</summary>
internal sealed record ToolOutput(string Tool, string Text);

/// <summary>
/// The part of a conversation that is still to be answered: everything after the last answer that called no tool. Some harnesses put a user
/// message behind a tool's result, so a turn may hold several.
/// </summary>
internal sealed record OpenTurn
{
    /// <summary>Wishes are short; of a longer text its beginning and its end are read.</summary>
    private const int MaxTaskLength = 32_768;

    /// <summary>The user's own words.</summary>
    public required string Task { get; init; }

    public required string Instructions { get; init; }

    public required ImmutableArray<PastCall> Calls { get; init; }

    public required ImmutableArray<ToolOutput> Results { get; init; }

    public required int Images { get; init; }

    /// <summary>The beginning of the answer, where the conversation ends with an assistant's message that is to be continued.</summary>
    public required string Prefill { get; init; }

    public static OpenTurn Of(ImmutableArray<ChatMessage> messages)
    {
        var end = messages.Length;
        while (end > 0 && IsAnswer(messages[end - 1])) end--;
        var start = end;
        while (start > 0 && !IsAnswer(messages[start - 1])) start--;

        var turn = messages.AsSpan()[start..end].ToArray();
        var users = turn.Where(static message => message.Speaker is Speaker.User).ToArray();
        var spoken = users.Select(static message => HarnessNotes.Remove(message.Text)).Where(static text => text.Length > 0);
        var calls = turn.SelectMany(static message => message.Calls).ToImmutableArray();
        return new OpenTurn
        {
            Task = Bounded(string.Join('\n', spoken)),
            Instructions = Bounded(
                string.Join(
                    '\n', messages.Where(static message => message.Speaker is Speaker.System).Select(static message => message.Text))),
            Calls = calls,
            Results = [.. turn.Where(static message => message.Speaker is Speaker.Tool)
                .Select(message => new ToolOutput(ToolOf(message, calls), message.Text))],
            Images = turn.Sum(static message => message.Images.Length),
            Prefill = string.Concat(messages.AsSpan()[end..].ToArray().Select(static message => message.Text)),
        };
    }

    private static bool IsAnswer(ChatMessage message) => message is { Speaker: Speaker.Assistant, Calls.IsEmpty: true };

    private static string ToolOf(ChatMessage result, ImmutableArray<PastCall> calls) =>
        calls.LastOrDefault(call => call.Id == result.CallId)?.Name ?? "the tool";

    private static string Bounded(string text) =>
        text.Length <= MaxTaskLength ? text : $"{Cut.Start(text, MaxTaskLength / 2)}\n{Cut.End(text, MaxTaskLength / 2)}";
}
