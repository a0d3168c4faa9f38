using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Anthropic's words for why a model stopped (platform.claude.com/docs/en/build-with-claude/handling-stop-reasons).</summary>
internal static class StopReasons
{
    /// <summary>A pause of the provider's own tools, and whatever comes to be, is an ordinary end to those who know neither.</summary>
    public static FinishReason Read(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("tool_use"u8) ? FinishReason.ToolCalls
        : word.SequenceEqual("max_tokens"u8) || word.SequenceEqual("model_context_window_exceeded"u8) ? FinishReason.Length
        : word.SequenceEqual("stop_sequence"u8) ? FinishReason.StopSequence
        : word.SequenceEqual("refusal"u8) ? FinishReason.Refusal
        : FinishReason.Stop;

    /// <summary>
    /// Clients act on that word alone: an answer with a call in it stopped for that, unless it was cut off, and one without did not.
    /// </summary>
    /// <param name="told">The provider's word.</param>
    /// <param name="called">The answer holds a tool call.</param>
    /// <returns>The word that it should be; empty where the provider's is right.</returns>
    public static ReadOnlySpan<byte> Mended(ReadOnlySpan<byte> told, bool called)
    {
        var isUse = told.SequenceEqual("tool_use"u8);
        if (!called) return isUse ? "end_turn"u8 : default;
        return isUse || told.SequenceEqual("pause_turn"u8) || Read(told) is FinishReason.Length or FinishReason.Refusal
            ? default
            : "tool_use"u8;
    }

    /// <param name="reason">Why it stopped.</param>
    /// <param name="sequence">The stop sequence it wrote, where the provider says.</param>
    /// <param name="called">The answer holds a tool call: clients act on that word alone.</param>
    public static string Word(FinishReason reason, string? sequence, bool called) => reason switch
    {
        FinishReason.Length => "max_tokens",
        FinishReason.Refusal or FinishReason.ContentFilter => "refusal",
        _ when called => "tool_use",
        FinishReason.StopSequence when sequence is not null => "stop_sequence",
        _ => "end_turn",
    };
}
