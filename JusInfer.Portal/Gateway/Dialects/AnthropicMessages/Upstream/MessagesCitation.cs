using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Anthropic's citations as OpenAI's annotations. Only citations of web pages have an equivalent (<c>url_citation</c>). Citations of the
/// caller's documents are left out.
/// </summary>
internal static class MessagesCitation
{
    /// <param name="citation">A JSON object.</param>
    /// <param name="start">The start of the text that the citation supports, in characters of the answer's text.</param>
    /// <param name="end">The end of that text.</param>
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

    /// <summary>The number of characters (code points) in escaped text. An escaped surrogate pair is one.</summary>
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
