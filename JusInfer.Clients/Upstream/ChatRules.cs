using System.Text.Json;
using static JusInfer.Clients.Upstream.Rules;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// Reads a Chat Completions request, and rejects what OpenAI rejects (platform.openai.com/docs/api-reference/chat/create).
/// </summary>
internal static class ChatRules
{
    private const int MaxCallIdLength = 64;

    private static readonly HashSet<string> KnownFields =
    [
        "model", "messages", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature",
        "top_p", "n", "stop", "seed", "user", "metadata", "store", "response_format", "logprobs", "top_logprobs", "presence_penalty", "frequency_penalty",
        "logit_bias", "reasoning_effort", "verbosity", "service_tier", "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "modalities", "prediction",
        "functions", "function_call", "web_search_options", "audio",

        // OpenAI does not have it, but engines such as vLLM, and an unknown host is treated as one.
        "top_k",
    ];

    public static ModelRequest Read(JsonElement body)
    {
        RequireKnownFields(body, KnownFields);
        var messages = body.Items("messages").ToArray();
        Require(messages.Length > 0, "Invalid 'messages': empty array.");
        CallsAreAnswered(messages);
        var tools = body.Items("tools").Select(static (tool, at) => Function(tool, $"tools[{at}]")).ToArray();
        Require(tools.Length > 0 || body.At("tool_choice") is null, "'tool_choice' is only allowed when 'tools' are specified.");
        Require(tools.Length > 0 || body.At("parallel_tool_calls") is null, "'parallel_tool_calls' is only allowed when 'tools' are specified.");
        Require(body.TrueAt("stream") || body.At("stream_options") is null, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        return new ModelRequest
        {
            Model = body.TextAt("model") ?? throw new RejectedRequestException("you must provide a model parameter"),
            Streamed = body.TrueAt("stream"),
            IncludesUsage = body.At("stream_options")?.TrueAt("include_usage") ?? false,
            Tools = tools,
            ForcedTool = ForcedTool(body.At("tool_choice")),
            Schema = body.At("response_format")?.At("json_schema")?.At("schema"),
            UserTexts = [.. messages.Where(static message => message.TextAt("role") == "user").SelectMany(static message => Texts(message.At("content")))],
            Media = [.. messages.SelectMany(static message => message.Items("content")).Select(MediaOf).OfType<string>()],
            ToolResults = [.. messages.Where(static message => message.TextAt("role") == "tool").Select(static message => string.Concat(Texts(message.At("content"))))],
        };
    }

    /// <summary>Checks that the messages directly after a turn's calls contain one result for each, and no others.</summary>
    private static void CallsAreAnswered(JsonElement[] messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < messages.Length; at++)
        {
            var (message, role) = (messages[at], messages[at].TextAt("role"));
            Require(role is "system" or "developer" or "user" or "assistant" or "tool", $"Invalid value: '{role}' (messages[{at}].role).");
            if (role == "tool")
            {
                var id = message.TextAt("tool_call_id");
                Require(id is not null && open.Remove(id), $"messages[{at}]: 'role: tool' must be a response to a preceding message with 'tool_calls' ({id}).");
                continue;
            }

            Require(open.Count == 0, $"messages[{at}]: these tool_call_ids did not have response messages: {string.Join(", ", open)}");
            Require(
                message.At("content") is not null || message.At("tool_calls") is not null || message.At("refusal") is not null,
                $"Invalid value for 'messages[{at}].content': expected a string, got null.");
            foreach (var call in message.Items("tool_calls")) open.Add(CallId(call, $"messages[{at}].tool_calls"));
        }

        Require(open.Count == 0, $"These tool_call_ids did not have response messages: {string.Join(", ", open)}");
    }

    private static string? MediaOf(JsonElement part) => part.TextAt("type") switch
    {
        "image_url" => part.At("image_url")?.TextAt("url")
            ?? throw new RejectedRequestException("Invalid type for 'image_url': expected an object with 'url'."),
        "file" => part.At("file")?.TextAt("file_data")
            ?? throw new RejectedRequestException("Missing required parameter: 'file.file_data'."),
        _ => null,
    };

    private static string CallId(JsonElement call, string where)
    {
        var id = call.TextAt("id");
        Require(id is { Length: > 0 and <= MaxCallIdLength }, $"Invalid '{where}.id': '{id}' is empty or too long.");
        Require(call.TextAt("type") is "function", $"Missing required parameter: '{where}.type'.");
        Require(call.At("function")?.TextAt("arguments") is not null, $"Invalid type for '{where}.function.arguments': expected a string.");
        return id!;
    }

    private static ToolDefinition Function(JsonElement tool, string where)
    {
        Require(tool.TextAt("type") is "function", $"Invalid value: '{tool.TextAt("type")}' ({where}.type).");
        var function = tool.At("function") ?? throw new RejectedRequestException($"Missing required parameter: '{where}.function'.");
        return Tool(function.TextAt("name"), function.At("parameters"), $"{where}.function");
    }

    private static string? ForcedTool(JsonElement? choice) => choice switch
    {
        { ValueKind: JsonValueKind.Object } named =>
            named.At("function")?.TextAt("name") ?? throw new RejectedRequestException("Missing required parameter: 'tool_choice.function'."),
        { ValueKind: JsonValueKind.String } mode when mode.ValueEquals("required") => "",
        _ => null,
    };
}
