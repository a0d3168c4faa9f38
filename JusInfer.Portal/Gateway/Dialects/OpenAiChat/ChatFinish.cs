using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>The words for why a model stopped: the dialect's own five and those that providers bring along from elsewhere.</summary>
internal static class ChatFinish
{
    /// <summary>Null where the word means that the answer is not whole: the provider failed.</summary>
    public static FinishReason? Of(string word) => word.ToLowerInvariant() switch
    {
        "length" or "max_tokens" or "model_length" or "max_output_tokens" => FinishReason.Length,
        "tool_calls" or "function_call" or "tool_use" or "tool_call" => FinishReason.ToolCalls,
        "content_filter" or "safety" or "recitation" or "prohibited_content" or "blocklist" or "spii" or "sensitive" =>
            FinishReason.ContentFilter,
        "refusal" => FinishReason.Refusal,
        "error" or "network_error" or "abort" or "cancelled" or "insufficient_system_resource" => null,
        _ => FinishReason.Stop,
    };

    /// <param name="reason">Why.</param>
    /// <param name="writesFunctions">Calls are written in the older form, and so is their reason.</param>
    public static ReadOnlySpan<byte> Word(FinishReason reason, bool writesFunctions) => Quoted(reason, writesFunctions)[1..^1];

    /// <summary>The word as a JSON string.</summary>
    public static ReadOnlySpan<byte> Quoted(FinishReason reason, bool writesFunctions = false) => reason switch
    {
        FinishReason.ToolCalls when writesFunctions => "\"function_call\""u8,
        FinishReason.Length => "\"length\""u8,
        FinishReason.ToolCalls => "\"tool_calls\""u8,
        FinishReason.ContentFilter or FinishReason.Refusal => "\"content_filter\""u8,
        _ => "\"stop\""u8,
    };
}
