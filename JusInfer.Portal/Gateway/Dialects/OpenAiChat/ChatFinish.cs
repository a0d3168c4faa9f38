using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Converts finish reasons: the dialect's own five values and those that providers use from other dialects.</summary>
internal static class ChatFinish
{
    /// <summary>The finish reason of a value; null if the value means that the provider failed and the answer is incomplete.</summary>
    public static FinishReason? Parse(string value) => value.ToLowerInvariant() switch
    {
        "length" or "max_tokens" or "model_length" or "max_output_tokens" => FinishReason.Length,
        "tool_calls" or "function_call" or "tool_use" or "tool_call" => FinishReason.ToolCalls,
        "content_filter" or "safety" or "recitation" or "prohibited_content" or "blocklist" or "spii" or "sensitive"
            or "content_filtered" or "guardrail_intervened" => FinishReason.ContentFilter,
        "refusal" => FinishReason.Refusal,
        "error" or "network_error" or "abort" or "cancelled" or "insufficient_system_resource" => null,
        _ => FinishReason.Stop,
    };

    /// <summary>
    /// OpenAI's own reason for a refusal that has a text: SDKs throw for a content filter
    /// (platform.openai.com/docs/guides/structured-outputs).
    /// </summary>
    public static FinishReason BesideRefusal(FinishReason reason, bool hasRefusal) =>
        reason == FinishReason.Refusal && hasRefusal ? FinishReason.Stop : reason;

    /// <summary>The value without quotes.</summary>
    /// <param name="reason">The finish reason.</param>
    /// <param name="writesFunctions">Tool calls are written in the legacy form, <c>function_call</c>.</param>
    public static ReadOnlySpan<byte> Word(FinishReason reason, bool writesFunctions) => Quoted(reason, writesFunctions)[1..^1];

    /// <summary>The value as a JSON string.</summary>
    public static ReadOnlySpan<byte> Quoted(FinishReason reason, bool writesFunctions = false) => reason switch
    {
        FinishReason.ToolCalls when writesFunctions => "\"function_call\""u8,
        FinishReason.Length => "\"length\""u8,
        FinishReason.ToolCalls => "\"tool_calls\""u8,
        FinishReason.ContentFilter or FinishReason.Refusal => "\"content_filter\""u8,
        _ => "\"stop\""u8,
    };
}
