namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>
/// Every field of the three dialects' published request schemas that is known to change the price or the model of a call, or to refer to
/// objects of the provider's account, as of November 2026.
/// </summary>
internal static class RequestFieldList
{
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";

    private const string ChatSource = "platform.openai.com/docs/api-reference/chat/create";
    private const string ResponsesSource = "platform.openai.com/docs/api-reference/responses/create";
    private const string MessagesSource = "platform.claude.com/docs/en/api/messages";
    private const string RouterSource = "openrouter.ai/docs/api-reference/parameters";

    public static IReadOnlyList<RequestField> All { get; } =
    [
        .. RouterFields(Chat), .. RouterFields(Messages), .. RouterFields(Responses),

        new(Chat, "`service_tier`: flex", ChatSource, "\"service_tier\":\"flex\"") { Mark = "\"flex\"" },
        new(Chat, "`service_tier`: priority", ChatSource, "\"service_tier\":\"priority\"") { Mark = "\"priority\"" },
        new(Chat, "`service_tier`: default", ChatSource, "\"service_tier\":\"default\"") { Mark = "\"service_tier\"", Harmless = "the standard price" },
        new(Chat, "`web_search_options`", ChatSource, "\"web_search_options\":{\"search_context_size\":\"PROBE\"}"),
        new(Chat, "`modalities`: audio", ChatSource, "\"modalities\":[\"text\",\"audio\"]") { Mark = "\"modalities\"" },
        new(Chat, "`modalities`: text", ChatSource, "\"modalities\":[\"text\"]") { Mark = "\"modalities\"", Harmless = "the default" },
        new(Chat, "`audio`", ChatSource, "\"audio\":{\"voice\":\"PROBE\",\"format\":\"mp3\"}"),
        new(Chat, "`prediction`", ChatSource, "\"prediction\":{\"type\":\"content\",\"content\":\"PROBE\"}") { Harmless = "rejected tokens are reported as output" },
        new(Chat, "`n`", ChatSource, "\"n\":1") { Mark = "\"n\"", Harmless = "all choices are reported as output" },
        new(Chat, "`prompt_cache_retention`", ChatSource, "\"prompt_cache_retention\":\"24h\"") { Mark = "24h", Harmless = "no price of its own" },
        new(Chat, "`search_parameters` (xAI)", "docs.x.ai/docs/guides/live-search", "\"search_parameters\":{\"mode\":\"PROBE\"}"),
        new(Chat, "`enable_search` (Alibaba)", "alibabacloud.com/help/en/model-studio/web-search", "\"enable_search\":true") { Mark = "\"enable_search\"" },
        new(Chat, "`file_id` of a file", ChatSource, "") { Content = """[{"type":"file","file":{"file_id":"PROBE"}}]""" },
        Tool(Chat, "web_search", "openrouter.ai/docs/guides/features/web-search"),
        Tool(Chat, "openrouter:web_search", "openrouter.ai/docs/guides/features/server-tools"),
        Tool(Chat, "browser_search", "console.groq.com/docs/tool-use/built-in-tools"),
        Tool(Chat, "code_interpreter", "console.groq.com/docs/tool-use/built-in-tools"),
        Tool(Chat, "x_search", "docs.x.ai/docs/guides/tools/overview"),
        Tool(Chat, "live_search", "docs.x.ai/docs/guides/live-search"),
        Tool(Chat, "builtin_function", "platform.moonshot.ai/docs/guide/use-web-search", ",\"function\":{\"name\":\"$web_search\"}"),
        RequiredTool(Chat, "web_search", "\"tool_choice\":{\"type\":\"web_search\"}"),

        new(Messages, "`service_tier`: auto", "platform.claude.com/docs/en/api/service-tiers", "\"service_tier\":\"auto\"")
        {
            Mark = "\"service_tier\"",
            Harmless = "capacity that the operator has already paid for, or the standard price",
        },
        new(Messages, "`service_tier`: another one", "platform.claude.com/docs/en/api/service-tiers", "\"service_tier\":\"PROBE\""),
        new(Messages, "`speed`: fast", "platform.claude.com/docs/en/build-with-claude/fast-mode", "\"speed\":\"fast\"") { Mark = "\"fast\"" },
        new(Messages, "`inference_geo`: us", "platform.claude.com/docs/en/build-with-claude/data-residency", "\"inference_geo\":\"us\"") { Mark = "\"us\"" },
        new(Messages, "`container`: an id", MessagesSource, "\"container\":\"PROBE\""),
        new(Messages, "`container`: skills", MessagesSource, "\"container\":{\"skills\":[{\"type\":\"custom\",\"skill_id\":\"PROBE\"}]}"),
        new(Messages, "`mcp_servers`", "platform.claude.com/docs/en/agents-and-tools/mcp-connector", "\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://PROBE\",\"name\":\"x\"}]"),
        new(Messages, "`thinking`", MessagesSource, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}") { Mark = "1024", Harmless = "thinking is reported as output" },
        new(Messages, "`file_id` of a source", "platform.claude.com/docs/en/build-with-claude/files", "") { Content = """[{"type":"document","source":{"type":"file","file_id":"PROBE"}}]""" },
        new(Messages, "`container_upload`", "platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool", "") { Content = """[{"type":"container_upload","file_id":"PROBE"}]""" },
        new(Messages, "`diagnostics` with an earlier answer", MessagesSource, "\"diagnostics\":{\"previous_message_id\":\"PROBE\"}"),
        new(Messages, "`fallback_credit_token`", "platform.claude.com/docs/en/build-with-claude/fallbacks", "\"fallback_credit_token\":\"PROBE\""),
        new(Messages, "`billing_policy`", MessagesSource, "\"billing_policy\":\"PROBE\""),
        Tool(Messages, "web_search_20250305", "platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool", ",\"name\":\"web_search\""),
        Tool(Messages, "code_execution_20250825", "platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool", ",\"name\":\"code_execution\""),
        Tool(Messages, "mcp_toolset", "platform.claude.com/docs/en/agents-and-tools/mcp-connector", ",\"mcp_server_name\":\"x\""),
        Tool(Messages, "advisor_20260301", "platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool", ",\"name\":\"advisor\",\"model\":\"claude-opus-4-6\""),
        Tool(Messages, "web_fetch_20250910", "platform.claude.com/docs/en/agents-and-tools/tool-use/web-fetch-tool", ",\"name\":\"web_fetch\"") with { Harmless = "its tokens are reported as input" },
        Tool(Messages, "computer_20250124", "platform.claude.com/docs/en/agents-and-tools/tool-use/computer-use-tool", ",\"name\":\"computer\"") with { Harmless = "the client runs it" },
        RequiredTool(Messages, "web_search_20250305", "\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}", ",\"name\":\"web_search\""),
        new(Messages, "beta `fast-mode`", "platform.claude.com/docs/en/build-with-claude/fast-mode", "") { Beta = "fast-mode-2026-02-01", Mark = "fast-mode" },
        new(Messages, "beta `context-1m`", "platform.claude.com/docs/en/build-with-claude/context-windows", "") { Beta = "context-1m-2025-08-07", Mark = "context-1m" },
        new(Messages, "beta `effort`", "platform.claude.com/docs/en/build-with-claude/effort", "") { Beta = "effort-2025-11-24", Mark = "effort-2025", Harmless = "changes tokens only" },

        new(Responses, "`service_tier`: flex", ResponsesSource, "\"service_tier\":\"flex\"") { Mark = "\"flex\"" },
        new(Responses, "`service_tier`: priority", ResponsesSource, "\"service_tier\":\"priority\"") { Mark = "\"priority\"" },
        new(Responses, "`prompt_cache_retention`", ResponsesSource, "\"prompt_cache_retention\":\"24h\"")
        {
            Mark = "24h",
            Harmless = "no price of its own",
        },
        new(Responses, "`comparison_response_id` of `prompt_cache_options`", ResponsesSource, "\"prompt_cache_options\":{\"comparison_response_id\":\"PROBE\"}"),
        new(Responses, "`prompt`", ResponsesSource, "\"prompt\":{\"id\":\"PROBE\"}"),
        new(Responses, "`background`", ResponsesSource, "\"background\":true") { Mark = "\"background\"" },
        new(Responses, "`conversation`", ResponsesSource, "\"conversation\":\"PROBE\""),
        new(Responses, "`file_id` of a file", ResponsesSource, "") { Content = """[{"type":"input_file","file_id":"PROBE"}]""" },
        new(Responses, "`file_id` of an image", ResponsesSource, "") { Content = """[{"type":"input_image","file_id":"PROBE"}]""" },
        Tool(Responses, "web_search", "platform.openai.com/docs/guides/tools-web-search"),
        Tool(Responses, "web_search_preview_2025_03_11", "platform.openai.com/docs/guides/tools-web-search"),
        Tool(Responses, "code_interpreter", "platform.openai.com/docs/guides/tools-code-interpreter", ",\"container\":{\"type\":\"auto\"}"),
        Tool(Responses, "image_generation", "platform.openai.com/docs/guides/tools-image-generation"),
        Tool(Responses, "computer_use_preview", "platform.openai.com/docs/guides/tools-computer-use"),
        Tool(Responses, "shell", "platform.openai.com/docs/guides/tools-shell"),
        Tool(Responses, "mcp", "platform.openai.com/docs/guides/tools-connectors-mcp", ",\"server_label\":\"x\",\"server_url\":\"https://x\""),
        Tool(Responses, "file_search", "platform.openai.com/docs/guides/tools-file-search", ",\"vector_store_ids\":[\"PROBE\"]") with { Name = "tool `file_search` with `vector_store_ids`" },
        Tool(Responses, "code_interpreter", "platform.openai.com/docs/guides/tools-code-interpreter", ",\"container\":\"PROBE\"") with { Name = "tool `code_interpreter` with the id of a `container`" },
        Tool(Responses, "code_interpreter", "platform.openai.com/docs/guides/tools-code-interpreter", ",\"container\":{\"type\":\"auto\",\"file_ids\":[\"PROBE\"]}") with { Name = "tool `code_interpreter` with `file_ids`" },
        RequiredTool(Responses, "web_search", "\"tool_choice\":{\"type\":\"web_search\"}"),
    ];

    private static IEnumerable<RequestField> RouterFields(string dialect) =>
    [
        new(dialect, "`models` (OpenRouter)", "openrouter.ai/docs/guides/routing/model-fallbacks", "\"models\":[\"PROBE\"]"),
        new(dialect, "`fallbacks` (LiteLLM)", "docs.litellm.ai/docs/proxy/reliability", "\"fallbacks\":[\"PROBE\"]"),
        new(dialect, "`route` (OpenRouter)", RouterSource, "\"route\":\"PROBE\""),
        new(dialect, "`preset` (OpenRouter)", "openrouter.ai/docs/guides/features/presets", "\"preset\":\"PROBE\""),
        new(dialect, "`provider` (OpenRouter)", "openrouter.ai/docs/guides/routing/provider-selection", "\"provider\":{\"order\":[\"PROBE\"]}"),
        new(dialect, "`plugins` (OpenRouter)", "openrouter.ai/docs/guides/features/plugins", "\"plugins\":[{\"id\":\"PROBE\"}]"),
        new(dialect, "`transforms` (OpenRouter)", "openrouter.ai/docs/guides/features/message-transforms", "\"transforms\":[\"PROBE\"]"),
    ];

    private static RequestField Tool(string dialect, string type, string source, string more = "") =>
        new(dialect, $"tool `{type}`, offered", source, $"\"tools\":[{Function(dialect)},{{\"type\":\"{type}\"{more}}}]") { Mark = $"\"{type}\"" };

    private static RequestField RequiredTool(string dialect, string type, string choice, string more = "") =>
        Tool(dialect, type, ChatSource, more) with
        {
            Name = $"tool `{type}`, required",
            Source = dialect switch { Chat => ChatSource, Messages => MessagesSource, _ => ResponsesSource },
            Json = $"\"tools\":[{Function(dialect)},{{\"type\":\"{type}\"{more}}}],{choice}",
        };

    private static string Function(string dialect) => dialect switch
    {
        Chat => """{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}""",
        Messages => """{"name":"f","input_schema":{"type":"object"}}""",
        _ => """{"type":"function","name":"f","parameters":{"type":"object"},"strict":false}""",
    };
}
