using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>The images of a message or a prompt: an array of base64 texts without a media type.</summary>
internal struct OllamaImages
{
    private Attachments? attachments;

    public readonly Attachments? Attachments => attachments;

    /// <summary>The size of all arrays in bytes.</summary>
    public long Bytes { get; private set; }

    public readonly Capabilities Needs => attachments is not null ? Capabilities.Vision : Capabilities.None;

    /// <summary>Counts the images of the current property.</summary>
    public void Read(ref JsonCursor json, string path)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault($"'{path}' must be an array of images in base64.", path);
        var start = json.TokenStartIndex;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var image = json.TokenType == JsonTokenType.String && Base64Text.IsStandard(json.ValueSpan) ? json.ValueSpan : default;

            // A data URI can be a document or a recording.
            var kind = json.TokenType == JsonTokenType.String ? MediaText.Read(ref json, isUrl: true).Kind : MediaKind.Unknown;
            var at = json.TokenStartIndex;
            json.Skip();
            MediaCount.Add(ref attachments, image, kind, isImage: true, json.BytesConsumed - at);
        }

        Bytes += json.BytesConsumed - start;
    }

    public static Part Read(BodyValue image)
    {
        if (DataUri.IsOne(image.Text().Escaped)) return MediaPart.OfUrl(image, isImage: true);
        var data = image.Base64();
        var mediaType = MediaTypes.OfImage(data.Utf8) ?? throw image.Fault("must be a PNG, JPEG, GIF or WebP image in base64");
        return new Part.Image(new ImageSource(null, mediaType, data));
    }
}
