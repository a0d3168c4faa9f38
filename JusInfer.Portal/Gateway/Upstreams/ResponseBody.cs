using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The body of an answer that is read whole, and what is cut off or put right before anybody reads it as JSON.</summary>
internal static class ResponseBody
{
    /// <summary>Larger than any answer of text; a provider that sends more is not answering. Bytes.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Reads as much as an answer may be, and a little more of one that is too long.</summary>
    public static async ValueTask<PooledBuffer> ReadAsync(long? announced, Stream content, AttemptDeadline deadline)
    {
        var body = new PooledBuffer(announced is > 0 and <= MaxLength ? (int)announced + 1 : 4096);
        try
        {
            while (body.Length <= MaxLength && await content.ReadAsync(body.GetMemory(512), deadline.Token) is > 0 and var read)
                body.Advance(read);
            if (body.Span.StartsWith(SseScanner.ByteOrderMark)) body.Consume(SseScanner.ByteOrderMark.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Half a surrogate pair is no letter, and strict parsers refuse the whole for it.</summary>
    public static PooledBuffer WithoutHalves(PooledBuffer body)
    {
        var mended = new SurrogateJoiner().Join(body.Span);
        if (mended == body.Span) return body;
        var other = new PooledBuffer(mended.Length);
        other.Append(mended);
        body.Dispose();
        return other;
    }

    /// <summary>What some providers leave behind the JSON is no part of the answer; white space may stand.</summary>
    public static void CutBehindObject(PooledBuffer body)
    {
        try
        {
            var json = new Utf8JsonReader(body.Span, JsonDepth.OfReader);
            if (!json.Read() || !json.TrySkip()) return;
            var end = (int)json.BytesConsumed;
            if (body.Span[end..].IndexOfAnyExcept(" \t\r\n"u8) >= 0) body.Truncate(end);
        }
        catch (JsonException)
        {
            // Whoever reads it says so.
        }
    }
}
