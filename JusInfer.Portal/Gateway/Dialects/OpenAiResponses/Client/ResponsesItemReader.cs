using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads the items of an input into turns. Consecutive messages, reasoning and calls of the model become one turn; the results of its calls
/// become one turn directly after it, wherever they are in the input.
/// </summary>
/// <param name="recalled">The number of items from stored responses.</param>
internal sealed class ResponsesItemReader(int recalled)
{
    private const string Types = "message, function_call, function_call_output or reasoning";

    /// <summary>How every text begins that OpenAI has encrypted.</summary>
    private static ReadOnlySpan<byte> CipherPrefix => "gAAAA"u8;

    private readonly List<DraftTurn> turns = [];
    private readonly Dictionary<string, DraftTurn> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Order, string Path)> unanswered = new(StringComparer.Ordinal);

    /// <exception cref="RequestFault">A call has no result.</exception>
    public ImmutableArray<Turn> Turns()
    {
        if (unanswered.Count > 0)
        {
            var (id, (_, path)) = unanswered.MinBy(static call => call.Value.Order);
            throw new RequestFault(
                $"The call '{Fields.Shorten(id)}' has no output. Send an item of type function_call_output with its call_id.", path);
        }

        return [.. turns.Select(static turn => new Turn(turn.Role, turn.Parts.ToImmutable(), turn.Path))];
    }

    public void AddMessage(TurnRole role, JsonElement content, string path)
    {
        var turn = role == TurnRole.Assistant ? AssistantTurn(path) : Begin(role, path);
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
                AddMessage(RoleOf(item, path), item.TryGetProperty("content", out var content) ? content : default, path);
                return;
            case "reasoning":
                ReadReasoning(item, path);
                return;
            case "function_call":
                AddCall(item, path, Required(item, "name", path), ToolKind.Function, "arguments");
                return;
            case "custom_tool_call":
                AddCall(item, path, Required(item, "name", path), ToolKind.Custom, "input");
                return;
            case "local_shell_call" or "shell_call" or "computer_call" or "apply_patch_call":
                AddCall(
                    item,
                    path,
                    Fields.Text(item, "type")![..^"_call".Length],
                    ToolKind.Function,
                    item.TryGetProperty("operation", out _) ? "operation" : "action");
                return;
            case "function_call_output" or "custom_tool_call_output" or "local_shell_call_output" or "computer_call_output"
                or "apply_patch_call_output":
                AddResult(item, path, item.TryGetProperty("output", out var output) ? output : default);
                return;
            case "shell_call_output":
                AddShellResult(item, path);
                return;
            case "web_search_call" or "file_search_call" or "code_interpreter_call" or "image_generation_call" or "mcp_list_tools"
                or "mcp_call" or "tool_search_call" or "tool_search_output":
                // The record of a tool that ran at OpenAI; the model's message contains what matters of its result. The tools that a search
                // found are read with the others.
                return;
            case "additional_tools":
                // Its tools are read with the others.
                return;
            case "agent_message":
                AddAgentMessage(item, path);
                return;
            case "compaction" or "compaction_summary" or "compaction_trigger":
                // A summary that only another provider can read: the run continues without it. The gateway's own are messages by now.
                return;
            case "item_reference":
                throw new RequestFault(
                    $"'{path}' refers to an item that is not stored. Send the item itself, or continue from a stored response with "
                    + "'previous_response_id'.",
                    $"{path}.id");
            case { } type:
                throw RequestFault.Unsupported(
                    $"'{path}.type' is '{Fields.Shorten(type)}', which the selected model does not support. Send {Types}.", $"{path}.type");
            default:
                throw new RequestFault($"'{path}.type' is missing: {Types}.", $"{path}.type");
        }
    }

    /// <summary>
    /// Reads what one agent of Codex tells another (ollama/ollama#18298). What it calls encrypted is what the model wrote, in plain text
    /// unless OpenAI encrypted it.
    /// </summary>
    private void AddAgentMessage(JsonElement item, string path)
    {
        var turn = Begin(TurnRole.User, path);
        if (!item.TryGetProperty("content", out var content)) return;
        if (content.ValueKind != JsonValueKind.Array)
        {
            ResponsesContentReader.Read(content, $"{path}.content", turn.Parts);
            return;
        }

        var number = 0;
        foreach (var part in content.EnumerateArray())
        {
            var place = $"{path}.content[{number++}]";
            turn.Parts.Add(Fields.JsonText(part, "encrypted_content") is { } text
                ? new Part.Text(Plain(text, $"{place}.encrypted_content"))
                : ResponsesContentReader.ReadPart(part, place));
        }
    }

    private static JsonText Plain(JsonText text, string path) => !text.Escaped.StartsWith(CipherPrefix)
        ? text
        : throw RequestFault.Unsupported(
            $"'{path}' is encrypted by OpenAI, and another provider serves the selected model. Use one model for all agents.", path);

    private static TurnRole RoleOf(JsonElement item, string path) => Fields.Text(item, "role") switch
    {
        "user" => TurnRole.User,
        "assistant" => TurnRole.Assistant,
        "developer" => TurnRole.Developer,
        "system" => TurnRole.System,
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

        var signature = Fields.JsonText(item, "encrypted_content") is { } encrypted ? ReasoningSignatureTag.Read(encrypted, ReasoningSignatureKind.ResponsesEncrypted) : null;
        if (signature is { Kind: ReasoningSignatureKind.ResponsesEncrypted, ItemId: null }) signature = signature with { ItemId = Fields.Text(item, "id") };
        if (texts.Count == 0 && signature is null) return;
        AssistantTurn(path).Parts.Add(new Part.Reasoning(texts.Count == 0 ? JsonText.Empty : JsonText.Join([.. texts]), signature));
    }

    private void AddCall(JsonElement item, string path, string name, ToolKind kind, string argumentsField)
    {
        var id = CallId(item, path);
        var arguments = item.TryGetProperty(argumentsField, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Object
            ? ToolArguments.From(value)
            : ToolArguments.From(JsonText.Empty);
        var turn = AssistantTurn(path);
        turn.Parts.Add(new Part.ToolCall(id, FlatNames.Of(Fields.Text(item, "namespace"), name), arguments) { Kind = kind });
        calls[id] = turn;
        unanswered.TryAdd(id, (calls.Count, $"{path}.call_id"));
    }

    private void AddResult(JsonElement item, string path, JsonElement output)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        ResponsesContentReader.Read(output, $"{path}.output", parts);
        AddResult(CallId(item, path), path, parts.ToImmutable(), Fields.Text(item, "status") is "failed" or "incomplete");
    }

    private void AddShellResult(JsonElement item, string path)
    {
        var text = item.TryGetProperty("output", out var output) ? output.GetRawText() : "";
        AddResult(CallId(item, path), path, [new Part.Text(JsonText.From(text))], isError: false);
    }

    private void AddResult(string id, string path, ImmutableArray<Part> content, bool isError)
    {
        if (!calls.TryGetValue(id, out var caller))
            throw new RequestFault(
                $"The output at '{path}' belongs to the call '{Fields.Shorten(id)}', which no earlier item contains. Send the call too.",
                $"{path}.call_id");
        unanswered.Remove(id);
        caller.Results ??= InsertAfter(caller, path);
        caller.Results.Parts.Add(new Part.ToolResult(id, content) { IsError = isError, Path = path });
    }

    private DraftTurn InsertAfter(DraftTurn caller, string path)
    {
        var results = new DraftTurn(TurnRole.User, path);
        turns.Insert(turns.IndexOf(caller) + 1, results);
        return results;
    }

    /// <summary>Reads the id of a call. Older shell items have it in <c>id</c>.</summary>
    private static string CallId(JsonElement item, string path)
    {
        var id = Fields.Text(item, "call_id") ?? Fields.Text(item, "id");
        return string.IsNullOrEmpty(id)
            ? throw new RequestFault($"'{path}.call_id' is missing: a call and its output have the same call_id.", $"{path}.call_id")
            : ToolCallIds.Decode(id);
    }

    private static string Required(JsonElement item, string name, string path) =>
        Fields.Text(item, name) is { Length: > 0 } text ? text : throw new RequestFault($"'{path}.{name}' is missing.", $"{path}.{name}");

    /// <summary>The current assistant turn, created if the last turn is not the assistant's.</summary>
    private DraftTurn AssistantTurn(string path) => turns is [.., { Role: TurnRole.Assistant } last] ? last : Begin(TurnRole.Assistant, path);

    private DraftTurn Begin(TurnRole role, string path)
    {
        var turn = new DraftTurn(role, path);
        turns.Add(turn);
        return turn;
    }

    private sealed class DraftTurn(TurnRole role, string path)
    {
        public TurnRole Role => role;

        public string Path => path;

        public ImmutableArray<Part>.Builder Parts { get; } = ImmutableArray.CreateBuilder<Part>();

        /// <summary>The turn with the results of this turn's calls.</summary>
        public DraftTurn? Results { get; set; }
    }
}
