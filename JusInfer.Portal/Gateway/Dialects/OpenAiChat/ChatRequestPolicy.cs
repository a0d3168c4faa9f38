using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The parts of chat completion requests that change the bill or refer to the operator's account. OpenAI's fields are documented at
/// platform.openai.com/docs/api-reference/chat/create and priced at platform.openai.com/docs/pricing.
/// </summary>
internal static class ChatRequestPolicy
{
    public static RequestPolicy Default { get; } = new(
    [
        .. CommonRequestRules.Routing,
        CommonRequestRules.Remove("service_tier", "The prices of the other tiers differ.").Except("auto", "default"),
        CommonRequestRules.Remove("web_search_options", CommonRequestRules.Hosted),
        CommonRequestRules.Reject("audio", "Audio tokens are priced differently, and this gateway has no price for them."),
        CommonRequestRules.Reject("modalities", "Tokens of other modalities are priced differently, and this gateway has no price for them.")
            .Except("""["text"]"""),

        // xAI's search (docs.x.ai/docs/guides/live-search) and Alibaba's (alibabacloud.com/help/en/model-studio/web-search).
        CommonRequestRules.Reject("search_parameters", CommonRequestRules.Hosted),
        CommonRequestRules.Remove("enable_search", CommonRequestRules.Hosted),

        // Besides OpenAI's: openrouter.ai/docs/guides/features/server-tools, console.groq.com/docs/tool-use/built-in-tools,
        // docs.x.ai/docs/guides/tools/overview, platform.moonshot.ai/docs/guide/use-web-search, docs.z.ai/guides/tools/web-search.
        .. CommonRequestRules.HostedTools(
            "web_search", "web_search_preview", "browser_search", "browser_automation", "visit_website", "live_search", "x_search", "code_interpreter", "code_execution",
            "file_search", "collections_search", "image_generation", "computer_use_preview", "mcp", "builtin_function", "wolfram_alpha", "retrieval",
            "openrouter:web_search", "openrouter:web_fetch", "openrouter:image_generation"),
        .. CommonRequestRules.ObjectIds("file_id", "file_ids", "vector_store_ids", "collection_ids", "container", "container_id"),
    ]);
}
