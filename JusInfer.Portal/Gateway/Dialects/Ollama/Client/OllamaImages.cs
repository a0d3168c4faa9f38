using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>The images of a message or a prompt: an array of base64 texts without a media type.</summary>
internal struct OllamaImages
{
    public int Count { get; private set; }

    /// <summary>The size of all arrays in bytes.</summary>
    public long Bytes { get; private set; }

    public readonly Capabilities Needs => Count > 0 ? Capabilities.Vision : Capabilities.None;

    /// <summary>Counts the images of the current property.</summary>
    public void Read(ref JsonCursor json, string path)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault($"'{path}' must be an array of images in base64.", path);
        var start = json.TokenStartIndex;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; Count++) json.Skip();
        Bytes += json.BytesConsumed - start;
    }

    public static Part Read(BodyValue image)
    {
        var data = image.Text();
        if (data.Escaped.StartsWith("data:"u8)) return new Part.Image(ImageSource.OfUrl(data));
        var mediaType = MediaType(data.Escaped) ?? throw image.Fault("must be a PNG, JPEG, GIF or WebP image in base64");
        return new Part.Image(new ImageSource(null, mediaType, data));
    }

    /// <summary>The type of an image by the signature of its format. In JSON, a slash may be escaped.</summary>
    private static string? MediaType(ReadOnlySpan<byte> base64) =>
        base64.StartsWith("iVBORw0KGgo"u8) ? "image/png"
        : base64.StartsWith("/9j/"u8) || base64.StartsWith("\\/9j\\/"u8) ? "image/jpeg"
        : base64.StartsWith("R0lGOD"u8) ? "image/gif"
        : base64.StartsWith("UklGR"u8) ? "image/webp"
        : null;
}
