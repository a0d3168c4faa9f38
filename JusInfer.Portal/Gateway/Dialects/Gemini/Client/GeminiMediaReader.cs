using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>Reads the media of a part or of a tool's result: <c>inlineData</c> has them as base64, <c>fileData</c> by URL.</summary>
internal static class GeminiMediaReader
{
    /// <summary>The media of a part; null if it has none.</summary>
    public static Part? Read(BodyValue part) =>
        part.Field("inlineData") is { } data ? Inline(data)
        : part.Field("fileData") is { } file ? ByUrl(file)
        : null;

    private static Part Inline(BodyValue blob)
    {
        var type = MimeType(blob);
        var source = new ImageSource(null, type, blob.Require("data", "the content as base64").Text());
        return type.StartsWith("audio/", StringComparison.Ordinal)
            ? new Part.Audio(source.Data!.Value, AudioFormat(type))
            : ImageOrDocument(blob, type, source);
    }

    private static Part ByUrl(BodyValue file)
    {
        var uri = file.Field("fileUri") ?? throw file.Fault("has no fileUri");
        var url = uri.String();
        if (!url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(uri, "must be an https URL. Other files can only be read by Google. Send the content as inlineData.");
        if (url.StartsWith("https://generativelanguage.googleapis.com/", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(uri, "is a file that was uploaded to Google, which other providers cannot read. Send the content as inlineData.");
        return ImageOrDocument(file, MimeType(file), new ImageSource(uri.Text(), null, null));
    }

    private static Part ImageOrDocument(BodyValue media, string type, ImageSource source)
    {
        if (type.StartsWith("image/", StringComparison.Ordinal)) return new Part.Image(source);
        if (type.StartsWith("video/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal))
            throw Unsupported(media, $"has the type {type}. Send images and documents, or audio as inlineData.");
        return new Part.File(source) { Name = media.Field("displayName")?.Text() };
    }

    private static string MimeType(BodyValue media) =>
        (media.Field("mimeType") ?? throw media.Fault("has no mimeType")).String().ToLowerInvariant();

    /// <summary>OpenAI's name of an audio format, for example <c>mp3</c>.</summary>
    private static string AudioFormat(string type) => type["audio/".Length..] switch
    {
        "x-wav" or "wave" or "vnd.wave" => "wav",
        "mpeg" => "mp3",
        var format => format,
    };

    private static RequestFault Unsupported(BodyValue value, string problem) => RequestFault.Unsupported($"'{value.Path}' {problem}", value.Path);
}
