using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Fits the images and documents of a body that is passed through: base64 in the standard alphabet, and blocks of the kind of their media,
/// as Anthropic checks it (expectedparrot/edsl#2057). A document of text has its text, because base64 may only be PDF.
/// </summary>
internal static class MessagesMedia
{
    private static readonly byte[] DocumentType = "\"document\""u8.ToArray();
    private static readonly byte[] ImageType = "\"image\""u8.ToArray();

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="sites">The places of the media; null if there are none.</param>
    public static void Fit(BodyPatch patch, ReadOnlySpan<byte> body, List<MessagesMediaSite>? sites)
    {
        if (sites is null) return;
        foreach (var (type, source) in sites)
        {
            if (source.HasAny(MediaFlaws.DocumentAsImage | MediaFlaws.TextAsImage)) patch.Replace(type, DocumentType);
            else if (source.HasAny(MediaFlaws.ImageAsFile)) patch.Replace(type, ImageType);
            if (source.HasAny(MediaFlaws.TextAsImage | MediaFlaws.TextAsFile) && TextSource(body, source.Content) is { } text)
                patch.Replace(source.Part, text);
            else if (source.HasAny(MediaFlaws.Encoding)) patch.Replace(source.Content.Token, source.Content.Converted(body));
        }
    }

    /// <summary>The value of a source with the text of a file; null if the file is not UTF-8.</summary>
    private static ReadOnlyMemory<byte>? TextSource(ReadOnlySpan<byte> body, MediaText content)
    {
        var token = JsonText.From(JsonElement.Parse(body[content.Token]));
        if (!Base64Data.TryRead(token, content.DataStart, out var data, out _) || TextFile.Read(data) is not { } text) return null;
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WriterOptions)) MessagesPartWriter.WriteTextSource(writer, text);
        return json.WrittenMemory;
    }
}
