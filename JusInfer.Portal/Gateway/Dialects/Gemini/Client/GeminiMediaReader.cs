using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>Reads the media of a part or of a tool's result: <c>inlineData</c> has them as base64, <c>fileData</c> by URL.</summary>
internal static class GeminiMediaReader
{
    private static readonly string[] YouTube = ["://www.youtube.com/", "://youtube.com/", "://youtu.be/"];

    /// <summary>The media of a part; null if it has none.</summary>
    public static Part? Read(BodyValue part) =>
        part.Field("inlineData") is { } data ? Inline(data)
        : part.Field("fileData") is { } file ? ByUrl(file)
        : null;

    /// <summary>Google's SDK for Python writes the URL-safe alphabet (lmnr-ai/lmnr#1275).</summary>
    private static Part Inline(BodyValue blob)
    {
        var type = MimeType(blob);
        return MediaPart.OfData(type, type.String(), blob.Require("data", "the content as base64").Base64(), Name(blob));
    }

    private static Part ByUrl(BodyValue file)
    {
        var uri = file.Field("fileUri") ?? throw file.Fault("has no fileUri");
        var url = uri.String();
        if (!url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(uri, "must be an https URL. Other files can only be read by Google. Send the content as inlineData.");
        if (url.StartsWith("https://generativelanguage.googleapis.com/", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(uri, "is a file that was uploaded to Google, which other providers cannot read. Send the content as inlineData.");
        if (YouTube.Any(host => url.Contains(host, StringComparison.OrdinalIgnoreCase)))
            throw Unsupported(uri, "leads to a video of YouTube, which only Google can read. Send images, documents, text or audio.");
        var type = file.Field("mimeType");
        var kind = MediaTypes.Normalize(type?.String() ?? TypeOf(url) ?? MimeType(file).String());
        var source = new ImageSource(uri.Text(), null, null);
        return MediaTypes.KindOf(kind) switch
        {
            MediaKind.Image => new Part.Image(source),
            MediaKind.Audio or MediaKind.Video =>
                throw Unsupported(type ?? uri, $"has the type {kind}. Send images and documents, or audio as inlineData."),
            _ => new Part.File(source) { Name = Name(file) },
        };
    }

    /// <summary>The type by the extension of a URL's path: Google finds it out itself (agentjido/req_llm#433).</summary>
    private static string? TypeOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        ? MediaTypes.OfName(JsonText.From(address.AbsolutePath))
        : null;

    private static BodyValue MimeType(BodyValue media) => media.Field("mimeType") ?? throw media.Fault("has no mimeType");

    private static JsonText? Name(BodyValue media) => media.Field("displayName")?.Text();

    private static RequestFault Unsupported(BodyValue value, string problem) => RequestFault.Unsupported($"'{value.Path}' {problem}", value.Path);
}
