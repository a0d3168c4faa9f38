using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The <c>usage</c> object of the Chat Completions dialect, read into disjoint buckets and written from them. Prompt tokens include
/// cached tokens and audio. Completion tokens include audio and reasoning tokens, except for xAI's, which is detected by the total, and Google's, which does
/// not report them: they are the rest of the total. DeepSeek has its own field for cache hits.
/// </summary>
internal static class OpenAiUsage
{
    /// <summary>Reads the object at the reader's position; leaves the reader at the object's end.</summary>
    public static ReportedUsage Read(ref Utf8JsonReader json)
    {
        long prompt = 0, completion = 0, total = 0, cached = 0, written = 0, reasoning = 0, audioInput = 0, audioOutput = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8)) prompt = Count(ref json);
            else if (json.ValueTextEquals("completion_tokens"u8)) completion = Count(ref json);
            else if (json.ValueTextEquals("total_tokens"u8)) total = Count(ref json);
            else if (json.ValueTextEquals("prompt_cache_hit_tokens"u8)) cached = Math.Max(cached, Count(ref json));
            else if (json.ValueTextEquals("prompt_tokens_details"u8)) ReadDetails(ref json, ref cached, ref written, ref reasoning, ref audioInput);
            else if (json.ValueTextEquals("completion_tokens_details"u8)) ReadDetails(ref json, ref cached, ref written, ref reasoning, ref audioOutput);
            else json.Skip();
        }

        var reasoningIsApart = reasoning > 0 && (total == prompt + completion + reasoning || reasoning > completion);
        var unnamed = Math.Max(0, total - prompt - completion - (reasoningIsApart ? reasoning : 0));
        cached = Math.Min(cached, prompt);
        written = Math.Min(written, prompt - cached);
        audioInput = Math.Min(audioInput, prompt - cached - written);
        var text = reasoningIsApart ? completion : completion - reasoning;
        audioOutput = Math.Min(audioOutput, text);
        var tokens = new TokenBuckets
        {
            InputUncached = prompt - cached - written - audioInput,
            CacheRead = cached,
            CacheWrite5m = written,
            OutputText = text - audioOutput,
            OutputReasoning = reasoning + unnamed,
            AudioInput = audioInput,
            AudioOutput = audioOutput,
        };
        long? output = reasoningIsApart || unnamed > 0 ? null : completion;
        return new ReportedUsage(tokens, UsageMismatch.Find(tokens, prompt, output, total > 0 ? total : null));
    }

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

    private static void ReadDetails(ref Utf8JsonReader json, ref long cached, ref long written, ref long reasoning, ref long audio)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cached_tokens"u8)) cached = Math.Max(cached, Count(ref json));
            else if (json.ValueTextEquals("cache_write_tokens"u8)) written = Count(ref json);
            else if (json.ValueTextEquals("reasoning_tokens"u8)) reasoning = Count(ref json);
            else if (json.ValueTextEquals("audio_tokens"u8)) audio = Count(ref json);
            else json.Skip();
        }
    }

    private static long Count(ref Utf8JsonReader json) => ReportedCount.Read(ref json) ?? 0;
}
