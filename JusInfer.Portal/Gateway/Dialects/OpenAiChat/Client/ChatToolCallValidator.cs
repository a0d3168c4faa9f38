using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Checks that tool calls and results match: each result belongs to a call of the assistant message before it, and each call has a result
/// before the next assistant message. Providers reject a mismatch with various messages. Other messages may be between the results (goose
/// sends a tool's images there). Calls at the end of the conversation need no result yet.
/// </summary>
internal sealed class ChatToolCallValidator
{
    private readonly List<PendingCall> pending = [];
    private readonly List<PendingCall> read = [];
    private int? resultId;

    /// <summary>The fields <c>extra_content</c> of calls; null if there are none.</summary>
    public List<BodyField>? Extras { get; private set; }

    /// <summary>Reads <c>tool_calls</c>, <c>function_call</c> or <c>tool_call_id</c>.</summary>
    /// <param name="json">Positioned at the property's name; moves to the value's end.</param>
    public void Read(ref JsonCursor json)
    {
        var isOlder = json.ValueTextEquals("function_call"u8);
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                resultId = json.TextHash();
                return;
            case JsonTokenType.StartObject when isOlder:
                read.Add(new PendingCall(Id: null, "function_call"));
                json.Skip();
                return;
            case JsonTokenType.StartArray:
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    read.Add(new PendingCall(ReadCallId(ref json), $"tool_calls[{read.Count}]"));
                return;
            default:
                json.Skip();
                return;
        }
    }

    /// <summary>
    /// Checks the calls and results that were read since the last message ended. Called when the message's role is known.
    /// </summary>
    public void EndMessage(LastMessageRole speaker, int message)
    {
        if (speaker == LastMessageRole.Tool) Answer(message);
        if (speaker == LastMessageRole.Assistant)
        {
            RejectUnanswered();
            foreach (var call in read) pending.Add(call with { Message = message });
        }

        read.Clear();
        resultId = null;
    }

    public void End(LastMessageRole last)
    {
        if (last != LastMessageRole.Assistant) RejectUnanswered();
    }

    private void Answer(int message)
    {
        var at = pending.FindIndex(call => call.Id == resultId && !call.Answered);
        if (at < 0) at = pending.FindIndex(call => call.Id == resultId);
        if (at < 0)
        {
            throw resultId is null
                ? new RequestFault(
                    $"'messages[{message}].tool_call_id' is missing: the id of the call that this result belongs to.",
                    $"messages[{message}].tool_call_id")
                : new RequestFault(
                    $"'messages[{message}]' is the result of a tool call that the assistant message before it does not contain. Send the call "
                    + "too, or leave the result out.",
                    $"messages[{message}].tool_call_id");
        }

        pending[at] = pending[at] with { Answered = true };
    }

    private void RejectUnanswered()
    {
        var open = pending.Find(static call => !call.Answered);
        if (open.Place is not null)
        {
            throw new RequestFault(
                $"'messages[{open.Message}].{open.Place}' has no result: send one message of the role tool for each call, before the next "
                + "assistant message.",
                $"messages[{open.Message}].{open.Place}");
        }

        pending.Clear();
    }

    private int? ReadCallId(ref JsonCursor json)
    {
        int? id = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return id;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            var extra = json.ValueTextEquals("extra_content"u8) ? json.TokenStartIndex : (int?)null;
            json.Read();
            if (isId && json.TokenType == JsonTokenType.String) id = json.TextHash();
            var value = json.TokenStartIndex;
            json.Skip();
            if (extra is { } start) (Extras ??= []).Add(new BodyField(start, value..json.BytesConsumed));
        }

        return id;
    }

    /// <param name="Id">The hash of the call's id; null if it has none.</param>
    /// <param name="Place">The path of the call within its message.</param>
    private readonly record struct PendingCall(int? Id, string Place)
    {
        public int Message { get; init; }

        public bool Answered { get; init; }
    }
}
