using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Reads and writes the <c>usage</c> object of the Responses dialect. Its input tokens include cached ones and its output tokens include
/// reasoning.
/// </summary>
internal static class ResponsesUsage
{
    public static ReportedUsage Read(JsonElement usage)
    {
        var (input, output) = (ReportedCount.Of(usage, "input_tokens"), ReportedCount.Of(usage, "output_tokens"));
        var cached = 0L;
        var written = 0L;
        var reasoning = 0L;
        if (Fields.Object(usage, "input_tokens_details") is { } read)
        {
            cached = Math.Min(ReportedCount.Of(read, "cached_tokens"), input);
            written = Math.Min(ReportedCount.Of(read, "cache_write_tokens"), input - cached);
        }

        if (Fields.Object(usage, "output_tokens_details") is { } made)
            reasoning = Math.Min(ReportedCount.Of(made, "reasoning_tokens"), output);
        var tokens = new TokenBuckets
        {
            InputUncached = input - cached - written,
            CacheRead = cached,
            CacheWrite5m = written,
            OutputText = output - reasoning,
            OutputReasoning = reasoning,
        };
        var total = ReportedCount.Of(usage, "total_tokens");
        return new ReportedUsage(tokens, UsageMismatch.Find(tokens, input, output, total > 0 ? total : null));
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
}
