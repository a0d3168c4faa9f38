using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Anthropic's citations as OpenAI's annotations. Only a page on the web has a form there (<c>url_citation</c>); a place in the caller's
/// own document is left out, the text that rests on it stays.
/// </summary>
internal static class MessagesCitation
{
    /// <param name="citation">A JSON object.</param>
    /// <param name="start">Where the text that rests on it begins, in characters of the answer's text.</param>
    /// <param name="end">Where it ends.</param>
    public static byte[]? AsAnnotation(ReadOnlyMemory<byte> citation, int start, int end)
    {
        using var document = JsonDocument.Parse(citation);
        var source = document.RootElement;
        if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty("url", out var url) || url.ValueKind != JsonValueKind.String)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("type", "url_citation");
        writer.WriteStartObject("url_citation");
        writer.WriteNumber("start_index", start);
        writer.WriteNumber("end_index", end);
        writer.WriteString("url", url.GetString());
        writer.WriteString(
            "title", source.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String ? title.GetString() : "");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Characters (code points) in escaped text: every byte that begins one, an escape being one; half a surrogate pair counts with its
    /// first half.
    /// </summary>
    public static int Characters(ReadOnlySpan<byte> escaped)
    {
        var count = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if ((escaped[i] & 0xC0) == 0x80) continue;
            count++;
            if (escaped[i] != (byte)'\\' || i + 1 >= escaped.Length) continue;
            i++;
            if (escaped[i] != (byte)'u') continue;
            if (i + 2 < escaped.Length && escaped[i + 1] is (byte)'d' or (byte)'D'
                && escaped[i + 2] is >= (byte)'c' and <= (byte)'f' or >= (byte)'C' and <= (byte)'F')
                count--;
            i += 4;
        }

        return count;
    }
}
