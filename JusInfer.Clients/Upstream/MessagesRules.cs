using System.Text.Json;
using System.Text.RegularExpressions;
using static JusInfer.Clients.Upstream.Rules;

namespace JusInfer.Clients.Upstream;

/// <summary>Reads a Messages request, and rejects what Anthropic rejects (platform.claude.com/docs/en/api/messages).</summary>
internal static partial class MessagesRules
{
    /// <summary>The error after which the SDK's tool runner, which uses threads by default, sends whole conversations.</summary>
    public const string NoThreads = "thread: not supported for this request";

    private const int MaxCacheMarkers = 4;
    private const int MinThinkingBudget = 1024;

    private static readonly HashSet<string> KnownFields =
    [
        "model", "messages", "max_tokens", "system", "tools", "tool_choice", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "thinking",
        "service_tier", "container", "output_config", "cache_control", "inference_geo", "speed",
    ];

    private static readonly HashSet<string> KnownBetaFields = [.. KnownFields, "context_management", "mcp_servers", "output_format"];

    /// <param name="body">The request.</param>
    /// <param name="beta">The <c>anthropic-beta</c> header, which permits more fields and roles.</param>
    public static ModelRequest Read(JsonElement body, string beta)
    {
        Require(body.At("thread") is null, NoThreads);
        RequireKnownFields(body, beta.Length > 0 ? KnownBetaFields : KnownFields);
        Require(body.At("max_tokens") is { } maxTokens && maxTokens.TryGetInt32(out var tokens) && tokens >= 1, "max_tokens: Field required");
        Thinking(body);
        var messages = body.Items("messages").ToArray();
        Require(messages.Length > 0, "messages: at least one message is required");
        Conversation.Check(messages, systemAllowed: beta.Contains("mid-conversation", StringComparison.Ordinal));
        if (body.At("thinking")?.TextAt("type") == "enabled") Conversation.CheckThinking(messages);
        Require(CacheMarker().Count(body.GetRawText()) <= MaxCacheMarkers, "A maximum of 4 blocks with cache_control may be provided.");
        var tools = Tools(body);
        var blocks = messages.Where(static message => message.TextAt("role") == "user").SelectMany(static message => Blocks(message)).ToArray();
        return new ModelRequest
        {
            Model = body.TextAt("model") ?? throw new RejectedRequestException("model: Field required"),
            Streamed = body.TrueAt("stream"),
            IncludesReasoning = body.At("thinking")?.TextAt("type") is "enabled" or "adaptive",
            Tools = tools,
            ForcedTool = ForcedTool(body.At("tool_choice"), tools),
            Schema = (body.At("output_config")?.At("format") ?? body.At("output_format"))?.At("schema"),
            UserTexts = [.. blocks.Where(static block => block.TextAt("type") == "text").Select(static block => block.TextAt("text")!)],
            Media = [.. blocks.Where(static block => block.TextAt("type") is "image" or "document").Select(MediaOf)],
            ToolResults = [.. blocks.Where(static block => block.TextAt("type") == "tool_result").Select(static block => string.Concat(Texts(block.At("content"))))],
        };
    }

    /// <summary>The blocks of a message; one text block if its content is a string.</summary>
    public static IEnumerable<JsonElement> Blocks(JsonElement message) => message.At("content") is { ValueKind: JsonValueKind.String } text
        ? [JsonElement.Parse(Json.Serialize(new { type = "text", text = text.GetString() }))]
        : message.Items("content");

    private static string MediaOf(JsonElement block) => block.At("source") switch
    {
        { } source when source.TextAt("type") == "base64" && source.TextAt("media_type") is { } type => $"data:{type};base64,{source.TextAt("data")}",
        { } source when source.TextAt("type") == "url" && source.TextAt("url") is { } url => url,
        _ => throw new RejectedRequestException($"{block.TextAt("type")}.source: Input should be a 'base64' or 'url' source"),
    };

    private static void Thinking(JsonElement body)
    {
        if (body.At("thinking") is not { } thinking || thinking.TextAt("type") != "enabled") return;
        var budget = thinking.At("budget_tokens")?.GetInt32() ?? 0;
        Require(budget >= MinThinkingBudget, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        Require(budget < body.At("max_tokens")!.Value.GetInt32(), "`max_tokens` must be greater than `thinking.budget_tokens`.");
        Require(body.At("temperature") is not { } temperature || temperature.GetDouble() == 1, "`temperature` may only be set to 1 when thinking is enabled.");
        Require(body.At("tool_choice")?.TextAt("type") is null or "auto" or "none", "Thinking may not be enabled when tool_choice forces tool use.");
    }

    private static ToolDefinition[] Tools(JsonElement body)
    {
        var tools = body.Items("tools").Where(static tool => tool.TextAt("type") is null or "custom").ToArray();
        Require(tools.Select(static tool => tool.TextAt("name")).Distinct().Count() == tools.Length, "tools: Tool names must be unique.");
        return [.. tools.Select(static (tool, at) => Tool(tool.TextAt("name"), SchemaOf(tool, at), $"tools.{at}.custom"))];
    }

    private static JsonElement SchemaOf(JsonElement tool, int at) =>
        tool.At("input_schema") ?? throw new RejectedRequestException($"tools.{at}.custom.input_schema: Field required");

    private static string? ForcedTool(JsonElement? choice, ToolDefinition[] tools)
    {
        Require(choice is null || tools.Length > 0, "tool_choice may only be specified while providing tools.");
        return choice?.TextAt("type") switch
        {
            "tool" => choice.Value.TextAt("name"),
            "any" => "",
            null or "auto" or "none" => null,
            var other => throw new RejectedRequestException($"tool_choice: Input tag '{other}' found using 'type' does not match any of the expected tags"),
        };
    }

    [GeneratedRegex("\"cache_control\"\\s*:\\s*\\{", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CacheMarker();

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallId();

    /// <summary>Checks the order of messages: the next message begins with the results of a message's calls.</summary>
    private static class Conversation
    {
        public static void Check(JsonElement[] messages, bool systemAllowed)
        {
            Require(messages[0].TextAt("role") == "user" || systemAllowed, "messages: first message must use the \"user\" role");
            string[] open = [];
            for (var at = 0; at < messages.Length; at++)
            {
                var role = messages[at].TextAt("role");
                Require(role is "user" or "assistant" || (role == "system" && systemAllowed), $"messages.{at}.role: Input should be 'user' or 'assistant' (was {role})");
                var blocks = Blocks(messages[at]).ToArray();
                Require(blocks.Length > 0, $"messages.{at}: all messages must have non-empty content");
                foreach (var block in blocks) Block(block, $"messages.{at}.content");
                Answers(blocks, open, at);
                open = [.. blocks.Where(static block => block.TextAt("type") == "tool_use").Select(static block => block.TextAt("id")!)];
            }

            Require(open.Length == 0, $"`tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}.");
        }

        /// <summary>Checks that the last assistant message with calls begins with its thinking.</summary>
        public static void CheckThinking(JsonElement[] messages)
        {
            if (messages.LastOrDefault(static message => message.TextAt("role") == "assistant") is not { ValueKind: JsonValueKind.Object } last) return;
            var types = Blocks(last).Select(static block => block.TextAt("type")).ToArray();
            Require(
                !types.Contains("tool_use") || types[0] is "thinking" or "redacted_thinking",
                $"messages: the last assistant message must start with a thinking block. Expected `thinking` or `redacted_thinking`, but found `{types[0]}`.");
        }

        private static void Block(JsonElement block, string where)
        {
            switch (block.TextAt("type"))
            {
                case "text":
                    Require(block.TextAt("text") is { Length: > 0 }, $"{where}: text content blocks must be non-empty");
                    break;
                case "tool_use":
                    Require(block.TextAt("id") is { } id && CallId().IsMatch(id), $"{where}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
                    Require(block.At("input") is { ValueKind: JsonValueKind.Object }, $"{where}.tool_use.input: Input should be a valid dictionary");
                    break;
                case "thinking":
                    Require(block.TextAt("signature") == MessagesWire.Signature, $"{where}: Invalid `signature` in `thinking` block");
                    break;
                case "tool_result" or "image" or "document" or "redacted_thinking":
                    break;
                case var other:
                    throw new RejectedRequestException($"{where}: Input tag '{other}' found using 'type' does not match any of the expected tags");
            }
        }

        private static void Answers(JsonElement[] blocks, string[] open, int at)
        {
            var answered = blocks.TakeWhile(static block => block.TextAt("type") == "tool_result").Select(static block => block.TextAt("tool_use_id")!).ToArray();
            var (missing, unexpected) = (string.Join(", ", open.Except(answered)), string.Join(", ", answered.Except(open)));
            Require(!blocks[answered.Length..].Any(static block => block.TextAt("type") == "tool_result"), $"messages.{at}: `tool_result` blocks must come before other content.");
            Require(missing.Length == 0, $"messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}.");
            Require(unexpected.Length == 0, $"messages.{at}: unexpected `tool_use_id` found in `tool_result` blocks: {unexpected}.");
        }
    }
}
