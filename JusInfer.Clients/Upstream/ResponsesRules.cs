using System.Text.Json;
using static JusInfer.Clients.Upstream.Rules;

namespace JusInfer.Clients.Upstream;

/// <summary>Reads a Responses request, and rejects what OpenAI rejects (platform.openai.com/docs/api-reference/responses/create).</summary>
internal static class ResponsesRules
{
    private const int MinOutputTokens = 16;

    private static readonly HashSet<string> KnownFields =
    [
        "model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options", "store", "include", "reasoning", "text",
        "truncation", "max_output_tokens", "max_tool_calls", "temperature", "top_p", "top_logprobs", "metadata", "user", "previous_response_id", "conversation",
        "prompt", "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "service_tier", "background", "client_metadata", "context_management",
    ];

    public static ModelRequest Read(JsonElement body)
    {
        RequireKnownFields(body, KnownFields);
        Require(body.At("max_output_tokens") is not { } maxTokens || maxTokens.GetInt64() >= MinOutputTokens, "Invalid 'max_output_tokens': expected a value >= 16.");
        Require(body.At("previous_response_id") is null, $"Previous response with id '{body.TextAt("previous_response_id")}' not found.");
        var items = Items(body);
        foreach (var (item, at) in items.Select(static (item, at) => (item, at))) Item(item, $"input[{at}]");
        CallsAreAnswered(items);
        var tools = body.Items("tools").SelectMany(static (tool, at) => Functions(tool, $"tools[{at}]")).ToArray();
        return new ModelRequest
        {
            Model = body.TextAt("model") ?? throw new RejectedRequestException("Missing required parameter: 'model'."),
            Streamed = body.TrueAt("stream"),
            IncludesReasoning = body.Items("include").Any(static included => included.ValueEquals("reasoning.encrypted_content")),
            Tools = tools,
            ForcedTool = ForcedTool(body.At("tool_choice")),
            Schema = body.At("text")?.At("format")?.At("schema"),
            UserTexts = [.. items.Where(static item => item.TextAt("role") == "user").SelectMany(static item => Texts(item.At("content")))],
            Media = [.. items.SelectMany(static item => item.Items("content")).Select(MediaOf).OfType<string>()],
            ToolResults = [.. items.Where(static item => item.TextAt("type") == "function_call_output").Select(static item => string.Concat(Texts(item.At("output"))))],
        };
    }

    private static JsonElement[] Items(JsonElement body)
    {
        var input = body.At("input") ?? throw new RejectedRequestException("Missing required parameter: 'input'.");
        return input.ValueKind == JsonValueKind.String
            ? [JsonElement.Parse(Json.Serialize(new { type = "message", role = "user", content = input.GetString() }))]
            : [.. input.EnumerateArray()];
    }

    private static void Item(JsonElement item, string where)
    {
        switch (item.TextAt("type") ?? "message")
        {
            case "message":
                Message(item, where);
                break;
            case "function_call":
                Id(item, "fc", where);
                Require(item.TextAt("call_id") is { Length: > 0 and <= 64 }, $"Invalid '{where}.call_id'.");
                Require(item.TextAt("name") is not null && item.TextAt("arguments") is not null, $"Missing required parameter: '{where}.name' or '{where}.arguments'.");
                break;
            case "function_call_output":
                Id(item, "fc", where);
                Require(item.At("output") is not null, $"Missing required parameter: '{where}.output'.");
                break;
            case "reasoning":
                Id(item, "rs", where);
                Require(item.At("summary") is not null, $"Missing required parameter: '{where}.summary'.");
                Require(item.TextAt("encrypted_content") == ResponsesWire.Encrypted, $"The encrypted content for item {item.TextAt("id")} could not be verified.");
                break;
            case "custom_tool_call" or "custom_tool_call_output" or "item_reference":
                break;
            case var other:
                throw new RejectedRequestException($"Invalid value: '{other}' ({where}.type).");
        }
    }

    /// <summary>Checks a message: assistant messages contain output parts, others input parts.</summary>
    private static void Message(JsonElement item, string where)
    {
        var role = item.TextAt("role");
        Require(role is "user" or "assistant" or "system" or "developer", $"Invalid value: '{role}' ({where}.role).");
        if (role == "assistant") Id(item, "msg", where);
        foreach (var part in item.Items("content"))
        {
            var type = part.TextAt("type");
            var isValid = role == "assistant" ? type is "output_text" or "refusal" : type is "input_text" or "input_image" or "input_file";
            Require(isValid, $"Invalid value: '{type}' ({where}.content.type, role {role}).");
        }
    }

    private static string? MediaOf(JsonElement part) => part.TextAt("type") switch
    {
        "input_image" => part.TextAt("image_url")
            ?? throw new RejectedRequestException("Invalid type for 'image_url': expected an image URL."),
        "input_file" => part.TextAt("file_data") ?? throw new RejectedRequestException("Missing required parameter: 'file_data'."),
        _ => null,
    };

    private static void Id(JsonElement item, string prefix, string where)
    {
        var id = item.TextAt("id");
        Require(id?.StartsWith(prefix, StringComparison.Ordinal) ?? true, $"Invalid '{where}.id': '{id}'. Expected an ID that begins with '{prefix}'.");
    }

    private static void CallsAreAnswered(JsonElement[] items)
    {
        var called = items.Where(static item => item.TextAt("type") == "function_call").Select(static item => item.TextAt("call_id")!).ToArray();
        var answered = items.Where(static item => item.TextAt("type") == "function_call_output").Select(static item => item.TextAt("call_id")!).ToArray();
        Require(answered.All(called.Contains), $"No tool call found for function call output with call_id {string.Join(", ", answered.Except(called))}.");
        Require(called.All(answered.Contains), $"No tool output found for function call {string.Join(", ", called.Except(answered))}.");
    }

    /// <summary>A function, or the functions of a namespace; empty for a tool that the provider runs.</summary>
    private static IEnumerable<ToolDefinition> Functions(JsonElement tool, string where) => tool.TextAt("type") switch
    {
        "function" => [Tool(tool.TextAt("name"), tool.At("parameters"), where)],
        "namespace" => tool.Items("tools").SelectMany((inner, at) => Functions(inner, $"{where}.tools[{at}]")),
        null => throw new RejectedRequestException($"Missing required parameter: '{where}.type'."),
        _ => [],
    };

    private static string? ForcedTool(JsonElement? choice) => choice switch
    {
        { ValueKind: JsonValueKind.Object } named => named.TextAt("name") ?? throw new RejectedRequestException("Missing required parameter: 'tool_choice.name'."),
        { ValueKind: JsonValueKind.String } mode when mode.ValueEquals("required") => "",
        _ => null,
    };
}
