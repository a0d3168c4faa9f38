using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>The result of a tool call.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Text">The result as text.</param>
internal sealed record ToolResult(string Tool, string Text);

/// <summary>
/// The part of a conversation that the next answer is for: all messages after the last assistant message without tool calls. It can contain
/// several user messages, because some harnesses add one after a tool result.
/// </summary>
internal sealed record CurrentTurn
{
    /// <summary>The maximum length of <see cref="UserText"/>. Of a longer text, the start and the end are read.</summary>
    private const int MaxUserTextLength = 32_768;

    /// <summary>The text of the user messages, without the blocks that a harness adds.</summary>
    public required string UserText { get; init; }

    /// <summary>The text of the system and developer messages.</summary>
    public required string Instructions { get; init; }

    public required ImmutableArray<ToolCall> Calls { get; init; }

    public required ImmutableArray<ToolResult> Results { get; init; }

    /// <summary>The number of images.</summary>
    public required int Images { get; init; }

    /// <summary>The start of the answer, if the conversation ends with an assistant message to continue; otherwise empty.</summary>
    public required string Prefill { get; init; }

    public static CurrentTurn From(ImmutableArray<ChatMessage> messages)
    {
        var end = messages.Length;
        while (end > 0 && IsAnswer(messages[end - 1])) end--;
        var start = end;
        while (start > 0 && !IsAnswer(messages[start - 1])) start--;

        var turn = messages.AsSpan()[start..end].ToArray();
        var users = turn.Where(static message => message.Role is MessageRole.User).ToArray();
        var texts = users.Select(static message => HarnessBlocks.Remove(message.Text)).Where(static text => text.Length > 0);
        var calls = turn.SelectMany(static message => message.Calls).ToImmutableArray();
        return new CurrentTurn
        {
            UserText = Truncate(string.Join('\n', texts)),
            Instructions = Truncate(
                string.Join(
                    '\n', messages.Where(static message => message.Role is MessageRole.System).Select(static message => message.Text))),
            Calls = calls,
            Results = [.. turn.Where(static message => message.Role is MessageRole.Tool)
                .Select(message => new ToolResult(ToolName(message, calls), message.Text))],
            Images = turn.Sum(static message => message.Images.Length),
            Prefill = string.Concat(messages.AsSpan()[end..].ToArray().Select(static message => message.Text)),
        };
    }

    private static bool IsAnswer(ChatMessage message) => message is { Role: MessageRole.Assistant, Calls.IsEmpty: true };

    private static string ToolName(ChatMessage result, ImmutableArray<ToolCall> calls) =>
        calls.LastOrDefault(call => call.Id == result.CallId)?.Name ?? "the tool";

    private static string Truncate(string text) =>
        text.Length <= MaxUserTextLength
            ? text
            : $"{TextTruncation.Start(text, MaxUserTextLength / 2)}\n{TextTruncation.End(text, MaxUserTextLength / 2)}";
}
