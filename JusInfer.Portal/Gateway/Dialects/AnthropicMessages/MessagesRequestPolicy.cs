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
        .. CommonRequestRules.Everywhere,
        CommonRequestRules.ServiceTier("auto", "standard_only"),
        CommonRequestRules.Reject("container", CommonRequestRules.OfAccount),
        CommonRequestRules.Reject("mcp_servers", CommonRequestRules.Hosted),
        CommonRequestRules.Remove("diagnostics", "It names an earlier answer, which another provider may have given.")
            .Except("""{"previous_message_id":null}"""),
        CommonRequestRules.Remove("fallback_credit_token", "The credit belongs to the gateway operator's account."),
        CommonRequestRules.Remove("billing_policy", "The gateway operator chooses how the provider bills."),
        .. CommonRequestRules.HostedTools(),
        new RequestRule(RequestPart.Beta, "fast-mode", RequestAction.Remove),

        // Prompts above 200,000 tokens of older models have a higher price with it.
        new RequestRule(RequestPart.Beta, "context-1m", RequestAction.Remove),

        // Claude Code's request to check the model's tool calls. It contains local paths, and only Anthropic answers it.
        CommonRequestRules.Remove("safeguards", "Only Anthropic checks tool calls.") with { ExceptAnthropic = true },
        new RequestRule(RequestPart.Beta, "dangerous-tool-use", RequestAction.Remove) { ExceptAnthropic = true },
        .. CommonRequestRules.ObjectIds("file_id", "file_ids"),
    ]);
}
