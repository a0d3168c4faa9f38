using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The rules that the request policies of several dialects share.</summary>
internal static class CommonRequestRules
{
    private const string ChoosesModel = "It lets the provider choose another model, which is priced differently and which the key may not allow.";

    /// <summary>Why a hosted tool is removed or rejected.</summary>
    public const string Hosted = "The provider runs it and bills it in addition to tokens, and this gateway has no price for it.";

    /// <summary>Why an id of a stored object is rejected.</summary>
    public const string OfAccount = "It refers to an object in the gateway operator's account at the provider, which all callers share.";

    /// <summary>
    /// Fields of whatever dialect, because a provider can read its own fields in all that it offers: OpenRouter's for routing
    /// (openrouter.ai/docs/guides/routing, openrouter.ai/docs/guides/features/plugins, openrouter.ai/docs/guides/features/presets), LiteLLM's
    /// <c>fallbacks</c> (docs.litellm.ai/docs/proxy/reliability), searches of OpenAI, xAI (docs.x.ai/docs/guides/live-search) and Alibaba
    /// (alibabacloud.com/help/en/model-studio/web-search), Anthropic's prices by speed and region, and the numbers of answers where the dialect
    /// itself has none.
    /// </summary>
    public static ImmutableArray<RequestRule> Everywhere { get; } =
    [
        Reject("models", ChoosesModel),
        Reject("fallbacks", ChoosesModel),
        Reject("route", ChoosesModel),
        Reject("preset", ChoosesModel),
        Reject("provider", "It lets the provider choose a host with another price and another data policy.").Except("{}"),
        Reject("plugins", "Plugins are billed in addition to tokens, and this gateway has no price for them."),
        Reject("transforms", "It lets the provider change the prompt and so the tokens that are billed."),
        Remove("web_search_options", Hosted),
        Reject("search_parameters", Hosted),
        Remove("enable_search", Hosted),
        Remove("speed", "Fast mode has a higher price (platform.claude.com/docs/en/build-with-claude/fast-mode).").Except("standard"),
        Reject("inference_geo", "Inference in one region has a higher price.").Except("global"),
        Reject("n", "Each answer is billed, and requests of this form have one.").Except("1"),
        Reject("best_of", "Each answer is billed, and requests of this form have no such field.").Except("1"),
    ];

    /// <summary>
    /// Hosted tools of whatever dialect. Besides OpenAI's and Anthropic's: openrouter.ai/docs/guides/features/server-tools,
    /// console.groq.com/docs/tool-use/built-in-tools, docs.x.ai/docs/guides/tools/overview, platform.moonshot.ai/docs/guide/use-web-search,
    /// docs.z.ai/guides/tools/web-search.
    /// </summary>
    private static readonly string[] Tools =
    [
        "web_search", "web_search_preview", "browser_search", "browser_automation", "visit_website", "live_search", "x_search",
        "code_interpreter", "code_execution", "file_search", "collections_search", "image_generation", "computer_use_preview", "mcp",
        "mcp_toolset", "advisor", "builtin_function", "wolfram_alpha", "retrieval", "openrouter:web_search", "openrouter:web_fetch",
        "openrouter:image_generation",
    ];

    public static RequestRule Reject(string field, string reason) => new(RequestPart.Field, field, RequestAction.Reject, reason);

    public static RequestRule Remove(string field, string reason) => new(RequestPart.Field, field, RequestAction.Remove, reason);

    /// <summary>Rules for hosted tools without a price.</summary>
    /// <param name="more">Those that are hosted in a dialect only. In another one, the client runs a tool of that name.</param>
    public static IEnumerable<RequestRule> HostedTools(params string[] more) =>
        Tools.Concat(more).Select(static type => new RequestRule(RequestPart.Tool, type, RequestAction.Remove, Hosted));

    /// <summary>A rule for tiers with prices of their own, except those with the standard price.</summary>
    public static RequestRule ServiceTier(params string[] standard) =>
        Remove("service_tier", "The prices of the other tiers differ.").Except(standard);

    public static IEnumerable<RequestRule> ObjectIds(params string[] names) =>
        names.Select(static name => new RequestRule(RequestPart.ObjectId, name, RequestAction.Reject, OfAccount));
}
