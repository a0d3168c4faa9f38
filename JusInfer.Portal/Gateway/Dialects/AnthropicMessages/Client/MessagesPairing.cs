using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Holds an assistant's tool calls against the results in the user's message after it: every result answers one of them, and every one is
/// answered before the assistant speaks again. Providers refuse what does not match, each in words of its own. Calls that end the
/// conversation wait for their results.
/// </summary>
internal sealed class MessagesPairing
{
    private readonly List<ToolBlock> pending = [];
    private readonly List<ToolBlock> calls = [];
    private readonly List<ToolBlock> results = [];
    private bool afterAssistant;

    /// <summary>
    /// The first call without a result, or result without a call. Told at the end: a request may say that it is not the whole conversation.
    /// </summary>
    public RequestFault? Unmatched { get; private set; }

    public void AddCall(int id, int block) => calls.Add(new ToolBlock(id, block));

    public void AddResult(int id, int block) => results.Add(new ToolBlock(id, block));

    /// <summary>A message is read to its end: whose it was is known now.</summary>
    public void EndMessage(LastTurn speaker, int message)
    {
        switch (speaker)
        {
            case LastTurn.Assistant:
                if (!afterAssistant) NoteUnanswered();
                foreach (var call in calls) pending.Add(call with { Message = message });
                afterAssistant = true;
                break;
            case LastTurn.User:
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
                $"'{path}' names no tool_use block of the assistant's message before it. Send the call too, or leave the result out.",
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
                $"'{path}' has no tool_result: the user's message after it must hold one for each tool_use block.", path);
        }

        pending.Clear();
    }

    /// <param name="Id">The hash of its id.</param>
    /// <param name="Block">Its place in its message.</param>
    private readonly record struct ToolBlock(int Id, int Block)
    {
        public int Message { get; init; }

        public bool IsAnswered { get; init; }
    }
}
