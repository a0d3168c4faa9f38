using System.Text.Json;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Writes the <c>usage</c> object of the Chat Completions dialect.</summary>
internal static class OpenAiUsage
{
    /// <summary>Writes the object with OpenAI's sums, which include cached and reasoning tokens, and their details.</summary>
    public static void Write(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WriteStartObject();
        writer.WriteNumber("prompt_tokens"u8, tokens.Input);
        writer.WriteNumber("completion_tokens"u8, tokens.Output);
        writer.WriteNumber("total_tokens"u8, tokens.Input + tokens.Output);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, tokens.CacheRead);
        if (tokens.CacheWrite5m + tokens.CacheWrite1h is > 0 and var written) writer.WriteNumber("cache_write_tokens"u8, written);
        if (tokens.AudioInput > 0) writer.WriteNumber("audio_tokens"u8, tokens.AudioInput);
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, tokens.OutputReasoning);
        if (tokens.AudioOutput > 0) writer.WriteNumber("audio_tokens"u8, tokens.AudioOutput);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
