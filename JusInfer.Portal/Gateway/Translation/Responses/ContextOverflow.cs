namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Recognizes each provider's error message for a prompt that is too long. Agents compact a conversation when they receive the corresponding
/// error code. The messages:
/// OpenAI, vLLM and DeepSeek "maximum context length"; Anthropic "prompt is too long" and, with the output limit, "exceed context limit";
/// Google "exceeds the maximum number of tokens"; Mistral "too large for model"; xAI "maximum prompt length"; Groq and Together "reduce the
/// length"; llama.cpp "exceeds the available context size"; Moonshot "exceeded model token limit"; GitHub Models "prompt token count of …
/// exceeds the limit"; Cohere "too many tokens"; Z.ai "Prompt exceeds max length"; Text Generation Inference "`inputs` tokens +
/// `max_new_tokens` must be"; Qwen "Range of input length should be"; OpenAI, for a project's own limit, "Input tokens exceed the configured
/// limit".
/// </summary>
internal static class ContextOverflow
{
    private static readonly string[] Messages =
    [
        "maximum context length", "context length", "context window", "context size", "prompt is too long",
        "context limit", "maximum number of tokens", "maximum prompt length", "too large for model", "reduce the length",
        "input is too long", "model token limit", "prompt token count of", "too many tokens", "prompt exceeds max length",
        "`inputs` tokens + `max_new_tokens`", "range of input length", "input tokens exceed",
    ];

    /// <summary>Whether the body of an error contains OpenAI's code for it, with any message.</summary>
    public static bool IsIn(ReadOnlySpan<byte> body) => body.IndexOf("\"context_length_exceeded\""u8) >= 0;

    public static bool IsIn(string message) =>
        Array.Exists(Messages, phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
