using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>Writes the <c>usage</c> object of the Responses dialect.</summary>
internal static class ResponsesUsage
{
    public static void Write(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", tokens.Input);
        writer.WriteStartObject("input_tokens_details");
        writer.WriteNumber("cached_tokens", tokens.CacheRead);
        writer.WriteNumber("cache_write_tokens", tokens.CacheWrite5m + tokens.CacheWrite1h);
        writer.WriteEndObject();
        writer.WriteNumber("output_tokens", tokens.Output);
        writer.WriteStartObject("output_tokens_details");
        writer.WriteNumber("reasoning_tokens", tokens.OutputReasoning);
        writer.WriteEndObject();
        writer.WriteNumber("total_tokens", tokens.Input + tokens.Output);
        writer.WriteEndObject();
    }

    public static byte[] Write(TokenBuckets tokens)
    {
        using var buffer = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, tokens);
        return buffer.Span.ToArray();
    }
}
