using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Anthropic's stop reasons (platform.claude.com/docs/en/build-with-claude/handling-stop-reasons).</summary>
internal static class StopReasons
{
    /// <summary>A pause of the provider's own tools, like every unknown reason, is an ordinary end for clients of other dialects.</summary>
    public static FinishReason Read(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("tool_use"u8) ? FinishReason.ToolCalls
        : word.SequenceEqual("max_tokens"u8) || word.SequenceEqual("model_context_window_exceeded"u8) ? FinishReason.Length
        : word.SequenceEqual("stop_sequence"u8) ? FinishReason.StopSequence
        : word.SequenceEqual("refusal"u8) ? FinishReason.Refusal
        : FinishReason.Stop;

    /// <summary>
    /// Reads a reason for a client of the same dialect. A pause and a refusal end the answer before the model did, even if it has called tools.
    /// </summary>
    public static FinishReason ReadNative(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("pause_turn"u8) ? FinishReason.Length
        : word.SequenceEqual("refusal"u8) ? FinishReason.ContentFilter
        : Read(word);

    /// <param name="reason">Why the model stopped.</param>
    /// <param name="sequence">The stop sequence that it wrote, if the provider reports it.</param>
    /// <param name="called">The answer has a tool call. Clients run it only if this is the reason.</param>
    public static string Word(FinishReason reason, string? sequence, bool called) => reason switch
    {
        FinishReason.Length => "max_tokens",
        FinishReason.Refusal or FinishReason.ContentFilter => "refusal",
        _ when called => "tool_use",
        FinishReason.StopSequence when sequence is not null => "stop_sequence",
        _ => "end_turn",
    };
}
