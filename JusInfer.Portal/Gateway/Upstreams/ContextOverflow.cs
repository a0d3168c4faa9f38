namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Recognises "your prompt is too long" in the wording of each provider, since harnesses compact a conversation on that one code. Wordings:
/// OpenAI, vLLM and DeepSeek "maximum context length"; Anthropic "prompt is too long" and, with the answer's bound, "exceed context limit";
/// Google "exceeds the maximum number of tokens"; Mistral "too large for model"; xAI "maximum prompt length"; Groq and Together "reduce the
/// length"; llama.cpp "exceeds the available context size"; Moonshot "exceeded model token limit"; GitHub Models "prompt token count of …
/// exceeds the limit"; Cohere "too many tokens"; Z.ai "Prompt exceeds max length"; Text Generation Inference "`inputs` tokens +
/// `max_new_tokens` must be"; Qwen "Range of input length should be"; OpenAI of a project's own bound "Input tokens exceed the configured
/// limit".
/// </summary>
internal static class ContextOverflow
{
    private static readonly string[] Wordings =
    [
        "maximum context length", "context length", "context window", "context size", "prompt is too long",
        "context limit", "maximum number of tokens", "maximum prompt length", "too large for model", "reduce the length",
        "input is too long", "model token limit", "prompt token count of", "too many tokens", "prompt exceeds max length",
        "`inputs` tokens + `max_new_tokens`", "range of input length", "input tokens exceed",
    ];

    /// <summary>Whether an error's body carries OpenAI's code for it, whatever its message says.</summary>
    public static bool IsIn(ReadOnlySpan<byte> body) => body.IndexOf("\"context_length_exceeded\""u8) >= 0;

    public static bool IsIn(string message) =>
        Array.Exists(Wordings, wording => message.Contains(wording, StringComparison.OrdinalIgnoreCase));
}
