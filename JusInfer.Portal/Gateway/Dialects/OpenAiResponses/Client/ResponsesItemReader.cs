using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads the items of an input into turns: what a model said, thought and called at once is one turn of its own; the results of its calls
/// are one turn right after it, wherever the client put them.
/// </summary>
/// <param name="recalled">How many of the items come from kept responses and are not the caller's.</param>
internal sealed class ResponsesItemReader(int recalled)
{
    private readonly List<DraftTurn> turns = [];
    private readonly Dictionary<string, DraftTurn> calls = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Path)> unanswered = [];

    /// <exception cref="RequestFault">A call has no result.</exception>
    public ImmutableArray<Turn> Turns()
    {
        if (unanswered is [var (id, path), ..])
            throw new RequestFault(
                $"The call '{Fields.Short(id)}' has no output. Send an item of type function_call_output with its call_id.", path);
        return [.. turns.Select(static turn => new Turn(turn.Role, turn.Parts.ToImmutable(), turn.Path))];
    }

    public void Say(Role role, JsonElement content, string path)
    {
        var turn = role == Role.Assistant ? Assistant(path) : Begin(role, path);
        ResponsesContentReader.Read(content, content.ValueKind == JsonValueKind.String ? path : $"{path}.content", turn.Parts);
    }

    public void Read(JsonElement item, int number)
    {
        var path = number < recalled ? "previous_response_id" : $"input[{number - recalled}]";
        if (item.ValueKind != JsonValueKind.Object) throw new RequestFault($"'{path}' must be an object.", path);
        switch (Fields.Text(item, "type"))
        {
            case "message":
            case null when item.TryGetProperty("role", out _):
                Say(RoleOf(item, path), item.TryGetProperty("content", out var content) ? content : default, path);
                return;
            case "reasoning":
                ReadReasoning(item, path);
                return;
            case "function_call":
                Call(item, path, Required(item, "name", path), ToolKind.Function, "arguments");
                return;
            case "custom_tool_call":
                Call(item, path, Required(item, "name", path), ToolKind.Custom, "input");
                return;
            case "local_shell_call" or "shell_call" or "computer_call" or "apply_patch_call":
                Call(
                    item,
                    path,
                    Fields.Text(item, "type")![..^"_call".Length],
                    ToolKind.Function,
                    item.TryGetProperty("operation", out _) ? "operation" : "action");
                return;
            case "function_call_output" or "custom_tool_call_output" or "local_shell_call_output" or "computer_call_output"
                or "apply_patch_call_output":
                Answer(item, path, item.TryGetProperty("output", out var output) ? output : default);
                return;
            case "shell_call_output":
                AnswerShell(item, path);
                return;
            case "web_search_call" or "file_search_call" or "code_interpreter_call" or "image_generation_call" or "mcp_list_tools"
                or "mcp_call" or "tool_search_call" or "tool_search_output":
                // The trace of a tool that ran at OpenAI; what the model made of it is in its message.
                return;
            case "item_reference":
                throw new RequestFault(
                    $"'{path}' refers to an item that is not kept here. Send the item itself, or go on from a kept answer with "
                    + "'previous_response_id'.",
                    $"{path}.id");
            case { } type:
                throw RequestFault.Unsupported(
                    $"'{path}.type' is '{Fields.Short(type)}', which the model that answers here cannot be told.", $"{path}.type");
            default:
                throw new RequestFault(
                    $"'{path}.type' is missing: message, function_call, function_call_output or reasoning.", $"{path}.type");
        }
    }

    private static Role RoleOf(JsonElement item, string path) => Fields.Text(item, "role") switch
    {
        "user" => Role.User,
        "assistant" => Role.Assistant,
        "developer" => Role.Developer,
        "system" => Role.System,
        _ => throw new RequestFault($"'{path}.role' must be system, developer, user or assistant.", $"{path}.role"),
    };

    private void ReadReasoning(JsonElement item, string path)
    {
        var texts = new List<JsonText>();
        foreach (var name in (ReadOnlySpan<string>)["summary", "content"])
        {
            if (texts.Count > 0 || !item.TryGetProperty(name, out var parts) || parts.ValueKind != JsonValueKind.Array) continue;
            foreach (var part in parts.EnumerateArray())
            {
                if (Fields.JsonText(part, "text") is { IsEmpty: false } text) texts.Add(text);
            }
        }

        var seal = Fields.JsonText(item, "encrypted_content") is { } shown ? ReasoningSignatureTag.Read(shown, ReasoningSignatureKind.ResponsesEncrypted) : null;
        if (seal is { Kind: ReasoningSignatureKind.ResponsesEncrypted, ItemId: null }) seal = seal with { ItemId = Fields.Text(item, "id") };
        if (texts.Count == 0 && seal is null) return;
        Assistant(path).Parts.Add(new Part.Reasoning(texts.Count == 0 ? JsonText.Empty : JsonText.Join([.. texts]), seal));
    }

    private void Call(JsonElement item, string path, string name, ToolKind kind, string argumentsField)
    {
        var id = CallId(item, path);
        var arguments = item.TryGetProperty(argumentsField, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Object
            ? ToolArguments.Of(value)
            : ToolArguments.Of(JsonText.Empty);
        var turn = Assistant(path);
        turn.Parts.Add(new Part.ToolCall(id, FlatNames.Of(Fields.Text(item, "namespace"), name), arguments) { Kind = kind });
        calls[id] = turn;
        unanswered.Add((id, $"{path}.call_id"));
    }

    private void Answer(JsonElement item, string path, JsonElement output)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        ResponsesContentReader.Read(output, $"{path}.output", parts);
        Answer(CallId(item, path), path, parts.ToImmutable(), Fields.Text(item, "status") is "failed" or "incomplete");
    }

    private void AnswerShell(JsonElement item, string path)
    {
        var text = item.TryGetProperty("output", out var output) ? output.GetRawText() : "";
        Answer(CallId(item, path), path, [new Part.Text(JsonText.Of(text))], isError: false);
    }

    private void Answer(string id, string path, ImmutableArray<Part> content, bool isError)
    {
        if (!calls.TryGetValue(id, out var asked))
            throw new RequestFault(
                $"The output at '{path}' answers the call '{Fields.Short(id)}', which no item before it makes. Send the call too.",
                $"{path}.call_id");
        unanswered.RemoveAll(call => call.Id == id);
        asked.Results ??= InsertAfter(asked, path);
        asked.Results.Parts.Add(new Part.ToolResult(id, content) { IsError = isError, Path = path });
    }

    private DraftTurn InsertAfter(DraftTurn asked, string path)
    {
        var results = new DraftTurn(Role.User, path);
        turns.Insert(turns.IndexOf(asked) + 1, results);
        return results;
    }

    /// <summary>Older shell items carry the call's id as their own.</summary>
    private static string CallId(JsonElement item, string path)
    {
        var id = Fields.Text(item, "call_id") ?? Fields.Text(item, "id");
        return string.IsNullOrEmpty(id)
            ? throw new RequestFault($"'{path}.call_id' is missing: a call and its output share one.", $"{path}.call_id")
            : ToolCallIds.Decode(id);
    }

    private static string Required(JsonElement item, string name, string path) =>
        Fields.Text(item, name) is { Length: > 0 } text ? text : throw new RequestFault($"'{path}.{name}' is missing.", $"{path}.{name}");

    /// <summary>The turn of the model that is going on.</summary>
    private DraftTurn Assistant(string path) => turns is [.., { Role: Role.Assistant } last] ? last : Begin(Role.Assistant, path);

    private DraftTurn Begin(Role role, string path)
    {
        var turn = new DraftTurn(role, path);
        turns.Add(turn);
        return turn;
    }

    private sealed class DraftTurn(Role role, string path)
    {
        public Role Role => role;

        public string Path => path;

        public ImmutableArray<Part>.Builder Parts { get; } = ImmutableArray.CreateBuilder<Part>();

        /// <summary>The turn with the results of this one's calls.</summary>
        public DraftTurn? Results { get; set; }
    }
}
