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
        .. CommonRequestRules.Everywhere,
        CommonRequestRules.ServiceTier("auto", "default"),
        CommonRequestRules.Reject("audio", "Audio tokens are priced differently, and this gateway has no price for them."),
        CommonRequestRules.Reject("modalities", "Tokens of other modalities are priced differently, and this gateway has no price for them.")
            .Except("""["text"]"""),
        .. CommonRequestRules.HostedTools(),
        .. CommonRequestRules.ObjectIds("file_id", "file_ids", "vector_store_ids", "collection_ids", "container", "container_id"),
    ]);
}
