using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Checks that tool calls and results match: each result belongs to a call of the assistant message before it, and each call has a result
/// before the next assistant message. Providers reject a mismatch with various messages. Other messages may be between the results (goose
/// sends a tool's images there). Calls at the end of the conversation need no result yet. Calls and results can be blocks of the content,
/// as Anthropic has them.
/// </summary>
internal sealed class ChatToolCallValidator
{
    private readonly List<PendingCall> pending = [];
    private readonly List<PendingCall> read = [];
    private List<(int? Id, int Part)>? results;
    private int? resultId;

    /// <summary>The fields <c>extra_content</c> of calls; null if there are none.</summary>
    public List<BodyField>? Extras { get; private set; }

    /// <summary>The current message has calls.</summary>
    public bool HasCalls => read.Count > 0;

    /// <summary>Reads <c>tool_calls</c>, <c>function_call</c> or <c>tool_call_id</c>.</summary>
    /// <param name="json">Positioned at the property's name; moves to the value's end.</param>
    /// <returns>False if the value is an empty list.</returns>
    public bool Read(ref JsonCursor json)
    {
        var isOlder = json.ValueTextEquals("function_call"u8);
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                resultId = json.TextHash();
                return true;
            case JsonTokenType.StartObject when isOlder:
                read.Add(new PendingCall(Id: null, "function_call"));
                ReadFunction(ref json);
                return true;
            case JsonTokenType.StartArray:
                var calls = 0;
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    read.Add(new PendingCall(ReadCallId(ref json), $"tool_calls[{calls++}]"));
                return calls > 0;
            default:
                json.Skip();
                return true;
        }
    }

    /// <summary>Adds a call in the content of the current message, in Anthropic's form.</summary>
    public void AddBlockCall(int? id, int part) => read.Add(new PendingCall(id, $"content[{part}]") { IsBlock = true });

    /// <summary>Adds a result in the content of the current message, in Anthropic's form.</summary>
    public void AddBlockResult(int? id, int part) => (results ??= []).Add((id, part));

    /// <summary>
    /// Checks the calls and results that were read since the last message ended. Called when the message's role is known.
    /// </summary>
    public void EndMessage(LastMessageRole speaker, int message)
    {
        if (speaker == LastMessageRole.Tool) Answer(message, part: null);
        if (speaker == LastMessageRole.User && results is not null)
        {
            foreach (var (id, part) in results)
            {
                resultId = id;
                Answer(message, part);
            }
        }

        if (speaker == LastMessageRole.Assistant)
        {
            RejectUnanswered();
            foreach (var call in read)
            {
                if (!call.IsBlock || !IsListed(call.Id)) pending.Add(call with { Message = message });
            }
        }

        read.Clear();
        results?.Clear();
        resultId = null;
    }

    /// <summary>LangChain sends the calls of Claude twice, in the content and as <c>tool_calls</c>.</summary>
    private bool IsListed(int? id) => read.Exists(other => !other.IsBlock && other.Id == id);

    public void End(LastMessageRole last)
    {
        if (last != LastMessageRole.Assistant) RejectUnanswered();
    }

    /// <param name="message">The index of the message.</param>
    /// <param name="part">The index of the block of the content that is the result; null if the message is the result.</param>
    private void Answer(int message, int? part)
    {
        var at = pending.FindIndex(call => call.Id == resultId && !call.Answered);
        if (at < 0) at = pending.FindIndex(call => call.Id == resultId);
        if (at < 0)
        {
            var path = part is { } block ? $"messages[{message}].content[{block}]" : $"messages[{message}]";
            var field = part is null ? "tool_call_id" : "tool_use_id";
            throw resultId is null
                ? new RequestFault($"'{path}.{field}' is missing: the id of the call that this result belongs to.", $"{path}.{field}")
                : new RequestFault(
                    $"'{path}' is the result of a tool call that the assistant message before it does not contain. Send the call "
                    + "too, or leave the result out.",
                    $"{path}.{field}");
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
            var (isFunction, isCustom) = (json.ValueTextEquals("function"u8), json.ValueTextEquals("custom"u8));
            var extra = json.ValueTextEquals("extra_content"u8) ? json.TokenStartIndex : (int?)null;
            json.Read();
            if (isId && json.TokenType == JsonTokenType.String) id = json.TextHash();
            var value = json.TokenStartIndex;
            if (isFunction && json.TokenType == JsonTokenType.StartObject) ReadFunction(ref json);
            else if (isCustom && json.TokenType == JsonTokenType.StartObject) ReadCustomTool(ref json);
            else json.Skip();
            if (extra is { } start) (Extras ??= []).Add(new BodyField(start, value..json.BytesConsumed));
        }

        return id;
    }

    private static void ReadFunction(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("arguments"u8)) EarlierArguments.Skip(ref json);
            else json.Skip();
        }
    }

    /// <summary>Moves over a custom tool, whose input is text.</summary>
    private static void ReadCustomTool(ref JsonCursor json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isInput = json.ValueTextEquals("input"u8);
            json.Read();
            var start = json.TokenStartIndex;
            var isAccepted = !isInput || json.TokenType is JsonTokenType.String or JsonTokenType.Null;
            json.Skip();
            if (isAccepted) continue;
            var input = JsonElement.Parse(json.Slice(start..json.BytesConsumed), JsonDepth.DocumentOptions);
            throw new BodyValue(input, JsonPath.Of(ref json, start)).Mismatch("a string");
        }
    }

    /// <param name="Id">The hash of the call's id; null if it has none.</param>
    /// <param name="Place">The path of the call within its message.</param>
    private readonly record struct PendingCall(int? Id, string Place)
    {
        public int Message { get; init; }

        public bool Answered { get; init; }

        /// <summary>The call is a block of the content.</summary>
        public bool IsBlock { get; init; }
    }
}
