using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// The parts of requests for responses that change the bill or refer to the operator's account
/// (platform.openai.com/docs/api-reference/responses/create, platform.openai.com/docs/pricing).
/// </summary>
internal static class ResponsesRequestPolicy
{
    public static RequestPolicy Default { get; } = new(
    [
        .. CommonRequestRules.Everywhere,
        CommonRequestRules.ServiceTier("auto", "default"),
        CommonRequestRules.Reject("prompt", CommonRequestRules.OfAccount + " Send the prompt in 'instructions' and 'input'."),
        CommonRequestRules.Reject("prompt_cache_options.comparison_response_id", CommonRequestRules.OfAccount),
        .. CommonRequestRules.HostedTools("shell", "computer"),
        .. CommonRequestRules.ObjectIds("file_id", "file_ids", "vector_store_ids", "container", "container_id"),
    ]);
}
