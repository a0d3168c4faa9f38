using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The parts of Messages requests that change the bill or refer to the operator's account (platform.claude.com/docs/en/api/messages,
/// platform.claude.com/docs/en/about-claude/pricing). Tools that the client runs, such as bash, text_editor and computer, and the fetching
/// of web pages have no price besides their tokens.
/// </summary>
internal static class MessagesRequestPolicy
{
    public static RequestPolicy Default { get; } = new(
    [
        .. CommonRequestRules.Routing,
        CommonRequestRules.Remove("service_tier", "The prices of the other tiers differ.").Except("auto", "standard_only"),
        CommonRequestRules.Remove("speed", "Fast mode has a higher price (platform.claude.com/docs/en/build-with-claude/fast-mode).").Except("standard"),
        CommonRequestRules.Reject("inference_geo", "Inference in one region has a higher price.").Except("global"),
        CommonRequestRules.Reject("container", CommonRequestRules.OfAccount),
        CommonRequestRules.Reject("mcp_servers", CommonRequestRules.Hosted),
        .. CommonRequestRules.HostedTools("web_search", "code_execution", "mcp_toolset", "advisor"),
        new RequestRule(RequestPart.Beta, "fast-mode", RequestAction.Remove),

        // Prompts above 200,000 tokens of older models have a higher price with it.
        new RequestRule(RequestPart.Beta, "context-1m", RequestAction.Remove),

        // Claude Code's request to check the model's tool calls. It contains local paths, and only Anthropic answers it.
        CommonRequestRules.Remove("safeguards", "Only Anthropic checks tool calls.") with { ExceptAnthropic = true },
        new RequestRule(RequestPart.Beta, "dangerous-tool-use", RequestAction.Remove) { ExceptAnthropic = true },
        .. CommonRequestRules.ObjectIds("file_id", "file_ids"),
    ]);
}
