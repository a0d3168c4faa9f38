using System.Buffers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Finds media in fields that the gateway does not know: URLs, and data in base64. What a provider makes of them is in no formula, so a
/// call with them is held as if they filled the context window.
/// </summary>
internal static class EmbeddedMedia
{
    /// <summary>Longer than ids, and shorter than nearly all images. In characters.</summary>
    private const int MinBase64 = 48;

    /// <summary>Longer than the scheme of any URL.</summary>
    private const int MaxScheme = 12;

    private static readonly SearchValues<byte> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly SearchValues<byte> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>RFC 3986, section 3.1.</summary>
    private static readonly SearchValues<byte> SchemeLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    /// <summary>Both alphabets, and the escapes of JSON.</summary>
    private static readonly SearchValues<byte> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\\"u8);

    /// <summary>The starts of PNG, JPEG, GIF, WebP and PDF.</summary>
    private static readonly byte[][] Signatures =
        [.. new[] { "iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "JVBERi0" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Moves to the end of the current value; at a property name, to the end of its value.</summary>
    /// <returns>Whether the value has media.</returns>
    public static bool Skip(ref JsonCursor json)
    {
        var depth = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? json.CurrentDepth - 1 : json.CurrentDepth;
        var found = false;
        while (true)
        {
            if (json.TokenType != JsonTokenType.PropertyName) found |= json.TokenType == JsonTokenType.String && IsMedia(json.ValueSpan);
            else if (IsText(ref json)) json.Skip();
            else
            {
                json.Read();
                continue;
            }

            if (json.CurrentDepth <= depth) return found;
            json.Read();
        }
    }

    /// <summary>Fields that models read as text, or not at all, and that can have URLs and base64.</summary>
    public static bool IsText(ref JsonCursor json)
    {
        var name = json.ValueSpan;
        return name.EndsWith("ignature"u8) || name.StartsWith("encrypted"u8) || name.StartsWith("$"u8)
            || json.ValueTextEquals("text"u8) || json.ValueTextEquals("name"u8) || json.ValueTextEquals("input"u8)
            || json.ValueTextEquals("title"u8) || json.ValueTextEquals("context"u8) || json.ValueTextEquals("description"u8)
            || json.ValueTextEquals("arguments"u8) || json.ValueTextEquals("thinking"u8) || json.ValueTextEquals("annotations"u8)
            || json.ValueTextEquals("citations"u8) || json.ValueTextEquals("metadata"u8) || json.ValueTextEquals("stop"u8)
            || json.ValueTextEquals("provider_specific_fields"u8) || json.ValueTextEquals("thinking_blocks"u8);
    }

    /// <summary>No client escapes the letters, the colon or the slash of a URL, unless to hide it.</summary>
    private static bool HasEscapedLetter(ReadOnlySpan<byte> head) =>
        head.IndexOf("\\u00"u8) is >= 0 and var at && head[(at + 4)..] is [>= (byte)'4' and <= (byte)'7', ..]
            or [(byte)'3', (byte)'a' or (byte)'A', ..] or [(byte)'2', (byte)'f' or (byte)'F', ..];

    /// <summary>
    /// Whether a text begins with the scheme of a URL, whose slashes JSON can escape. A pattern such as <c>^https?://</c> does not.
    /// </summary>
    private static bool HasScheme(ReadOnlySpan<byte> head) =>
        head.IndexOf((byte)':') is > 0 and var colon && head[..colon].IndexOfAnyExcept(SchemeLetters) < 0
        && head[(colon + 1)..] is [(byte)'/', (byte)'/', ..] or [(byte)'\\', (byte)'/', ..];

    private static bool IsMedia(ReadOnlySpan<byte> escaped)
    {
        var text = escaped.TrimStart(" \t"u8);
        var head = text[..Math.Min(text.Length, MaxScheme)];
        if (text.Length < 4) return false;
        if (Ascii.EqualsIgnoreCase(head[..Math.Min(head.Length, 5)], "data:"u8)) return true;
        if (HasScheme(head) || HasEscapedLetter(head)) return true;
        foreach (var signature in Signatures)
        {
            if (text.StartsWith(signature)) return true;
        }

        if (text.Length < MinBase64) return false;
        text = text[..MinBase64];
        if (text.IndexOf("base64"u8) >= 0) return true;
        return text.IndexOfAnyExcept(Base64) < 0 && text.ContainsAny(Upper) && text.ContainsAny(Lower);
    }
}
