using System.Text.Json;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Reads and writes the <c>usage</c> object of the Responses dialect. Its input tokens include cached ones and its output tokens include reasoning.
/// </summary>
internal static class ResponsesUsage
{
    /// <summary>Beyond what any model reads or writes in a call: a larger count is a slip, and sums of these cannot overflow.</summary>
    private const long MostTokens = 1_000_000_000;

    public static TokenBuckets Read(JsonElement usage)
    {
        var (input, output) = (Count(usage, "input_tokens"), Count(usage, "output_tokens"));
        var cached = 0L;
        var written = 0L;
        var reasoning = 0L;
        if (Fields.Object(usage, "input_tokens_details") is { } read)
        {
            cached = Math.Min(Count(read, "cached_tokens"), input);
            written = Math.Min(Count(read, "cache_write_tokens"), input - cached);
        }

        if (Fields.Object(usage, "output_tokens_details") is { } made) reasoning = Math.Min(Count(made, "reasoning_tokens"), output);
        return new TokenBuckets
        {
            InputUncached = input - cached - written,
            CacheRead = cached,
            CacheWrite5m = written,
            OutputText = output - reasoning,
            OutputReasoning = reasoning,
        };
    }

    public static void Write(Utf8JsonWriter writer, TokenBuckets tokens)
    {
        writer.WriteStartObject();
        writer.WriteNumber("input_tokens", tokens.Input);
        writer.WriteStartObject("input_tokens_details");
        writer.WriteNumber("cached_tokens", tokens.CacheRead);
        if (tokens.CacheWrite5m + tokens.CacheWrite1h is > 0 and var written) writer.WriteNumber("cache_write_tokens", written);
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

    private static long Count(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var count) ? (long)Math.Clamp(count, 0, MostTokens) : 0;
}
