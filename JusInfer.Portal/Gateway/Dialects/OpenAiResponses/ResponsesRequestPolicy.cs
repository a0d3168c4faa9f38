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
        .. CommonRequestRules.Routing,
        CommonRequestRules.Remove("service_tier", "The prices of the other tiers differ.").Except("auto", "default"),
        CommonRequestRules.Reject("prompt", CommonRequestRules.OfAccount + " Send the prompt in 'instructions' and 'input'."),
        .. CommonRequestRules.HostedTools(
            "web_search", "web_search_preview", "file_search", "code_interpreter", "image_generation", "mcp", "shell", "computer_use_preview", "computer"),
        .. CommonRequestRules.ObjectIds("file_id", "file_ids", "vector_store_ids", "container", "container_id"),
    ]);
}
