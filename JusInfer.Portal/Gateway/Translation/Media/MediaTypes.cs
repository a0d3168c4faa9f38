using System.Collections.Frozen;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>What a model does with media.</summary>
internal enum MediaKind
{
    /// <summary>The type is not known, or says nothing.</summary>
    Unknown,
    Image,
    Audio,
    Video,
    Text,
    Document,
}

/// <summary>Media types, their kinds, and the extensions of their files.</summary>
internal static class MediaTypes
{
    public const string Pdf = "application/pdf";

    /// <summary>The type of bytes of which nothing else is known.</summary>
    private const string Unspecified = "application/octet-stream";

    /// <summary>The older type of recordings, which have no video (simonw/llm-gemini#35).</summary>
    private const string Ogg = "application/ogg";

    /// <summary>The first type of an extension, and the first extension of a type, are the usual ones.</summary>
    private static readonly (string Type, string Extension)[] Known =
    [
        (Pdf, "pdf"), ("text/plain", "txt"), ("text/plain", "log"), ("text/markdown", "md"), ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"), ("text/html", "html"), ("text/html", "htm"), ("text/css", "css"), ("text/calendar", "ics"),
        ("application/json", "json"), ("application/x-ndjson", "jsonl"), ("application/xml", "xml"), ("text/xml", "xml"),
        ("application/yaml", "yaml"), ("application/yaml", "yml"), ("application/x-yaml", "yaml"), ("application/toml", "toml"),
        ("application/sql", "sql"), ("application/x-sh", "sh"), ("text/javascript", "js"), ("application/javascript", "js"),
        ("application/typescript", "ts"), ("text/x-typescript", "ts"), ("text/x-python", "py"), ("text/x-java", "java"),
        ("text/x-csharp", "cs"), ("text/x-c", "c"), ("text/x-c++", "cpp"), ("text/x-go", "go"), ("text/x-rust", "rs"),
        ("text/x-ruby", "rb"), ("text/x-php", "php"), ("image/svg+xml", "svg"), ("image/png", "png"), ("image/jpeg", "jpg"),
        ("image/jpeg", "jpeg"), ("image/gif", "gif"), ("image/webp", "webp"), ("application/rtf", "rtf"), ("text/rtf", "rtf"),
        ("application/msword", "doc"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"), ("application/vnd.ms-excel", "xls"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"), ("application/vnd.ms-powerpoint", "ppt"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
        ("application/vnd.oasis.opendocument.text", "odt"), ("application/epub+zip", "epub"), ("application/zip", "zip"),
    ];

    private static readonly FrozenDictionary<string, string> Extensions = Known.DistinctBy(static known => known.Type)
        .ToFrozenDictionary(static known => known.Type, static known => known.Extension, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Types = Known.DistinctBy(static known => known.Extension)
        .ToFrozenDictionary(static known => known.Extension, static known => known.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The types of text whose names do not say that they are.</summary>
    private static readonly FrozenSet<string> TextTypes = ((string[])
        [
            "application/javascript", "application/sql", "application/toml", "application/typescript", "application/x-javascript",
            "application/x-sh",
        ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// A type in lower case without parameters. Many clients send image/jpg, which is not registered and which providers reject.
    /// </summary>
    public static string Normalize(string type)
    {
        var parameters = type.IndexOf(';', StringComparison.Ordinal);
        var name = (parameters < 0 ? type : type[..parameters]).Trim().ToLowerInvariant();
        return name == "image/jpg" ? "image/jpeg" : name;
    }

    /// <param name="type">A normalized type.</param>
    public static MediaKind KindOf(string type) =>
        type == Unspecified || !type.Contains('/', StringComparison.Ordinal) ? MediaKind.Unknown
        : IsText(type) ? MediaKind.Text
        : type.StartsWith("image/", StringComparison.Ordinal) ? MediaKind.Image
        : type.StartsWith("audio/", StringComparison.Ordinal) || type == Ogg ? MediaKind.Audio
        : type.StartsWith("video/", StringComparison.Ordinal) ? MediaKind.Video
        : MediaKind.Document;

    /// <summary>Whether a file is text. A vector image is: no model sees it as an image.</summary>
    /// <param name="type">A normalized type.</param>
    public static bool IsText(string type) => type.StartsWith("text/", StringComparison.Ordinal)
        || type.EndsWith("json", StringComparison.Ordinal)
        || type.EndsWith("xml", StringComparison.Ordinal)
        || type.EndsWith("yaml", StringComparison.Ordinal)
        || TextTypes.Contains(type);

    /// <summary>The normalized type, or that of the file's name if it says nothing.</summary>
    public static string Resolve(string type, JsonText? name)
    {
        var normalized = Normalize(type);
        return normalized is "" or Unspecified ? OfName(name) ?? normalized : normalized;
    }

    /// <summary>The type of a file by its extension; null if it is unknown.</summary>
    public static string? OfName(JsonText? name)
    {
        if (name is not { IsEmpty: false } given || !given.TryDecode(out var text)) return null;
        var dot = text.LastIndexOf('.');
        return dot < 0 ? null : Types.GetValueOrDefault(text[(dot + 1)..]);
    }

    /// <summary>The name of a file without one, with the extension of its type: providers find out by it what the file is.</summary>
    /// <param name="type">A normalized type; null if it is unknown.</param>
    public static string FileName(string? type) =>
        type is null ? "document.pdf"
        : Extensions.TryGetValue(type, out var extension) ? $"document.{extension}"
        : IsText(type) ? "document.txt"
        : "document.bin";

    /// <summary>The type of an image by the signature of its format; null if it is none that models see.</summary>
    /// <param name="base64">The image in the standard alphabet.</param>
    public static string? OfImage(ReadOnlySpan<byte> base64) =>
        base64.StartsWith("iVBORw0KGgo"u8) ? "image/png"
        : base64.StartsWith("/9j/"u8) ? "image/jpeg"
        : base64.StartsWith("R0lGOD"u8) ? "image/gif"
        : base64.StartsWith("UklGR"u8) ? "image/webp"
        : null;

    /// <summary>OpenAI's name of an audio format, for example <c>mp3</c>.</summary>
    /// <param name="type">
    /// A normalized type, or its last part, which clients send as the format (zouharvi/last-translation-benchmark#201).
    /// </param>
    public static string AudioFormat(string type)
    {
        var name = type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (name.StartsWith("x-", StringComparison.Ordinal)) name = name["x-".Length..];
        return name switch
        {
            "wave" or "vnd.wave" => "wav",
            "mpeg" => "mp3",
            _ => name,
        };
    }
}
