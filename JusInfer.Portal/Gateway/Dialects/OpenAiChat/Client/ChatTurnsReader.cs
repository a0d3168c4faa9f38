using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads messages into turns. Consecutive tool messages become one turn of results. A legacy function call has no id: it gets one, and so
/// does its result, which has only the function's name.
/// </summary>
internal sealed class ChatTurnsReader(ImmutableArray<Tool> tools)
{
    private const string Roles = "system, developer, user, assistant or tool";

    private readonly ImmutableArray<Turn>.Builder turns = ImmutableArray.CreateBuilder<Turn>();
    private readonly ImmutableArray<Part>.Builder results = ImmutableArray.CreateBuilder<Part>();
    private string resultsPath = "";
    private string? legacyCallId;

    /// <param name="messages">The conversation.</param>
    /// <param name="tools">The tools of the request.</param>
    public static ImmutableArray<Turn> Read(BodyValue messages, ImmutableArray<Tool> tools)
    {
        var reader = new ChatTurnsReader(tools);
        foreach (var message in messages.Items()) reader.ReadMessage(message);
        reader.FlushResults();
        if (reader.turns.Count == 0) throw messages.Fault("is empty: send at least one message");
        return reader.turns.ToImmutable();
    }

    private void ReadMessage(BodyValue message)
    {
        var role = message.Require("role", Roles);
        switch (role.String())
        {
            case "system":
                Add(TurnRole.System, message, ChatPartReader.Content(message));
                break;
            case "developer":
                Add(TurnRole.Developer, message, ChatPartReader.Content(message));
                break;
            case "user":
                Add(TurnRole.User, message, ChatPartReader.Content(message));
                break;
            case "assistant":
                Add(TurnRole.Assistant, message, AssistantParts(message));
                break;
            case "tool":
                AddResult(message, ToolCallIds.Decode(message.Require("tool_call_id", "the id of the call that this result belongs to").String()));
                break;
            case "function":
                AddResult(message, legacyCallId ?? throw message.Fault("is a function result without a function call before it"));
                break;
            default:
                throw role.Fault($"must be {Roles}");
        }
    }

    private void Add(TurnRole role, BodyValue message, ImmutableArray<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part is Part.ToolCall && role != TurnRole.Assistant)
                throw message.Fault("has a tool_use block, which belongs to a message of the assistant");
            if (part is Part.ToolResult && role != TurnRole.User)
                throw message.Fault("has a tool_result block, which belongs to a message of the user");
        }

        FlushResults();
        turns.Add(new Turn(role, parts, message.Path) { Name = message.Find("name")?.String() });
    }

    private void AddResult(BodyValue message, string callId)
    {
        if (results.Count == 0) resultsPath = message.Path;
        var content = ChatPartReader.Content(message);
        if (content.Any(static part => part is Part.ToolCall or Part.ToolResult))
            throw message.Fault("is a result, whose content can have no blocks of calls or results");
        results.Add(new Part.ToolResult(callId, content) { Path = message.Path });
    }

    private void FlushResults()
    {
        if (results.Count > 0) turns.Add(new Turn(TurnRole.User, results.ToImmutable(), resultsPath));
        results.Clear();
    }

    private ImmutableArray<Part> AssistantParts(BodyValue message)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        if ((message.Find("reasoning_content") ?? message.Find("reasoning")) is { IsString: true } reasoning && !reasoning.Text().IsEmpty)
            parts.Add(new Part.Reasoning(reasoning.Text(), Signature: null));
        parts.AddRange(ChatPartReader.Content(message));
        if (message.Find("refusal") is { } refusal) parts.Add(new Part.Refusal(refusal.Text()));
        if (message.Find("tool_calls") is { } calls)
        {
            var content = parts.Count;
            foreach (var call in calls.Items())
            {
                var read = Call(call);
                if (!HasCall(parts, content, read.Id)) parts.Add(read);
            }
        }

        if (message.Find("function_call") is { } older) parts.Add(LegacyCall(older));
        return parts.ToImmutable();
    }

    /// <summary>Whether a block of the content is the same call: LangChain sends the calls of Claude twice.</summary>
    private static bool HasCall(ImmutableArray<Part>.Builder parts, int content, string id)
    {
        for (var i = 0; i < content; i++)
        {
            if (parts[i] is Part.ToolCall block && block.Id == id) return true;
        }

        return false;
    }

    private Part.ToolCall Call(BodyValue call)
    {
        var id = ToolCallIds.Decode(call.Require("id", "the id of the call").String());
        var extra = call.Find("extra_content")?.Object().Json;
        if (call.Find("custom") is { } custom)
        {
            return new Part.ToolCall(
                id,
                custom.Require("name", "the tool's name").String(),
                ToolArguments.From(custom.Require("input", "the input of the tool").Text()))
            {
                Kind = ToolKind.Custom,
                Extra = extra,
            };
        }

        var function = call.Require("function", "an object with a name and arguments");
        var name = function.Require("name", "the function's name").String();
        return IsCustom(name)
            ? new Part.ToolCall(id, name, CustomInput(function, name)) { Kind = ToolKind.Custom, Extra = extra }
            : new Part.ToolCall(id, name, Arguments(function)) { Extra = extra };
    }

    private bool IsCustom(string name)
    {
        foreach (var tool in tools)
        {
            if (tool.Kind == ToolKind.Custom && tool.Name == name) return true;
        }

        return false;
    }

    private Part.ToolCall LegacyCall(BodyValue function)
    {
        legacyCallId = $"call_function_{turns.Count}";
        return new Part.ToolCall(legacyCallId, function.Require("name", "the function's name").String(), Arguments(function));
    }

    /// <summary>
    /// Cursor keeps calls of custom tools as those of functions, whose arguments are the text (icebear0828/codex-proxy#708).
    /// </summary>
    private static ToolArguments CustomInput(BodyValue function, string tool) =>
        ToolArguments.From(CustomToolInput.Find(JsonText.From(Arguments(function).Decode()).Escaped, tool));

    private static ToolArguments Arguments(BodyValue function) =>
        ToolArguments.Read(function.Find("arguments"), "the text of a JSON object");
}
