using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Checks that tool calls and results match: each result in a user message belongs to a call of the assistant message before it, and each
/// call has a result before the next assistant message. Providers reject a mismatch with various messages. Calls at the end of the
/// conversation need no result yet.
/// </summary>
internal sealed class MessagesToolCallValidator
{
    private readonly List<ToolBlock> pending = [];
    private readonly List<ToolBlock> calls = [];
    private readonly List<ToolBlock> results = [];
    private bool afterAssistant;

    /// <summary>
    /// The first call without a result, or result without a call. Reported at the end of the request, which may contain only part of the
    /// conversation.
    /// </summary>
    public RequestFault? Unmatched { get; private set; }

    public void AddCall(int id, int block) => calls.Add(new ToolBlock(id, block));

    public void AddResult(int id, int block) => results.Add(new ToolBlock(id, block));

    /// <summary>
    /// Checks the calls and results that were read since the last message ended. Called when the message's role is known.
    /// </summary>
    public void EndMessage(LastMessageRole speaker, int message)
    {
        switch (speaker)
        {
            case LastMessageRole.Assistant:
                if (!afterAssistant) NoteUnanswered();
                foreach (var call in calls) pending.Add(call with { Message = message });
                afterAssistant = true;
                break;
            case LastMessageRole.User:
                foreach (var result in results) Answer(result, message);
                afterAssistant = false;
                break;
        }

        calls.Clear();
        results.Clear();
    }

    public void End()
    {
        if (!afterAssistant) NoteUnanswered();
    }

    private void Answer(ToolBlock result, int message)
    {
        var at = pending.FindIndex(call => call.Id == result.Id && !call.IsAnswered);
        if (at < 0) at = pending.FindIndex(call => call.Id == result.Id);
        if (at < 0)
        {
            var path = $"messages[{message}].content[{result.Block}].tool_use_id";
            Unmatched ??= new RequestFault(
                $"'{path}' matches no tool_use block of the assistant message before it. Send the call too, or leave the result out.",
                path);
            return;
        }

        pending[at] = pending[at] with { IsAnswered = true };
    }

    private void NoteUnanswered()
    {
        var open = pending.FindIndex(static call => !call.IsAnswered);
        if (open >= 0)
        {
            var path = $"messages[{pending[open].Message}].content[{pending[open].Block}]";
            Unmatched ??= new RequestFault(
                $"'{path}' has no tool_result: the user message after it must contain one for each tool_use block.", path);
        }

        pending.Clear();
    }

    /// <param name="Id">The hash of the call's id.</param>
    /// <param name="Block">The index of the block in its message.</param>
    private readonly record struct ToolBlock(int Id, int Block)
    {
        public int Message { get; init; }

        public bool IsAnswered { get; init; }
    }
}
