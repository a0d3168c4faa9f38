using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The <c>usage</c> object of the Chat Completions dialect, read into disjoint buckets and written from them. Prompt tokens include
/// cached tokens. Completion tokens include reasoning tokens, except for xAI's, which is detected by the total, and Google's, which does
/// not report them: they are the rest of the total. DeepSeek has its own field for cache hits.
/// </summary>
internal static class OpenAiUsage
{
    /// <summary>Reads the object at the reader's position; leaves the reader at the object's end.</summary>
    public static TokenBuckets Read(ref Utf8JsonReader json)
    {
        long prompt = 0, completion = 0, total = 0, cached = 0, written = 0, reasoning = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8)) prompt = Count(ref json);
            else if (json.ValueTextEquals("completion_tokens"u8)) completion = Count(ref json);
            else if (json.ValueTextEquals("total_tokens"u8)) total = Count(ref json);
            else if (json.ValueTextEquals("prompt_cache_hit_tokens"u8)) cached = Math.Max(cached, Count(ref json));
            else if (json.ValueTextEquals("prompt_tokens_details"u8)) ReadDetails(ref json, ref cached, ref written, ref reasoning);
            else if (json.ValueTextEquals("completion_tokens_details"u8)) ReadDetails(ref json, ref cached, ref written, ref reasoning);
            else json.Skip();
        }

        var reasoningIsApart = reasoning > 0 && (total == prompt + completion + reasoning || reasoning > completion);
        var unnamed = Math.Max(0, total - prompt - completion - (reasoningIsApart ? reasoning : 0));
        cached = Math.Min(cached, prompt);
        written = Math.Min(written, prompt - cached);
        return new TokenBuckets
        {
            InputUncached = prompt - cached - written,
            CacheRead = cached,
            CacheWrite5m = written,
            OutputText = reasoningIsApart ? completion : completion - reasoning,
            OutputReasoning = reasoning + unnamed,
        };
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
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, tokens.OutputReasoning);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void ReadDetails(ref Utf8JsonReader json, ref long cached, ref long written, ref long reasoning)
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
            else json.Skip();
        }
    }

    private static long Count(ref Utf8JsonReader json) => ReportedCount.Read(ref json) ?? 0;
}
