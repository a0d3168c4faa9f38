using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>Reads the complete body of a response that is not streamed, and repairs it before it is parsed as JSON.</summary>
internal static class ResponseBody
{
    /// <summary>The maximum size of a body, larger than any text answer. A larger body counts as a failure of the provider.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads a body without its byte order mark. Stops once it is longer than <see cref="MaxBytes"/>.</summary>
    public static async ValueTask<PooledBuffer> ReadAsync(UpstreamExchange exchange)
    {
        var contentLength = exchange.Response!.Content.Headers.ContentLength;
        var body = new PooledBuffer(contentLength is > 0 and <= MaxBytes ? (int)contentLength + 1 : 4096);
        try
        {
            while (body.Length <= MaxBytes
                && await exchange.Content.ReadAsync(body.GetMemory(512), exchange.Deadline.Token) is > 0 and var read)
            {
                body.Advance(read);
            }

            if (body.Span.StartsWith(SseScanner.ByteOrderMark)) body.Consume(SseScanner.ByteOrderMark.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Joins split surrogate pairs and replaces unpaired surrogates, because strict parsers reject a document that contains one.</summary>
    public static PooledBuffer JoinSurrogates(PooledBuffer body)
    {
        var joined = new SurrogateJoiner().Join(body.Span);
        if (joined == body.Span) return body;
        var replacement = new PooledBuffer(joined.Length);
        replacement.Append(joined);
        body.Dispose();
        return replacement;
    }

    /// <summary>Cuts off what some providers send after the JSON value. White space is kept.</summary>
    public static void TrimAfterObject(PooledBuffer body)
    {
        try
        {
            var json = new Utf8JsonReader(body.Span, JsonDepth.ReaderOptions);
            if (!json.Read() || !json.TrySkip()) return;
            var end = (int)json.BytesConsumed;
            if (body.Span[end..].IndexOfAnyExcept(" \t\r\n"u8) >= 0) body.Truncate(end);
        }
        catch (JsonException)
        {
            // The parser of the response reports it.
        }
    }
}
