namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Recognises "your prompt is too long" in the wording of each provider, since harnesses compact a conversation on that one code. Wordings: OpenAI,
/// vLLM and DeepSeek "maximum context length"; Anthropic "prompt is too long"; Google "exceeds the maximum number of tokens"; Mistral "too large
/// for model"; xAI "maximum prompt length"; Groq and Together "reduce the length"; llama.cpp "exceeds the available context size".
/// </summary>
internal static class ContextOverflow
{
    private static readonly string[] Wordings =
    [
        "maximum context length", "context length", "context window", "context size", "prompt is too long",
        "maximum number of tokens", "maximum prompt length", "too large for model", "reduce the length", "input is too long",
    ];

    /// <summary>Whether an error's body carries OpenAI's code for it, whatever its message says.</summary>
    public static bool IsIn(ReadOnlySpan<byte> body) => body.IndexOf("\"context_length_exceeded\""u8) >= 0;

    public static bool IsIn(string message) => Array.Exists(Wordings, wording => message.Contains(wording, StringComparison.OrdinalIgnoreCase));
}
