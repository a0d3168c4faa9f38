using System.Text;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>
/// Reads media into parts. The kind of a part follows the type of its media, not the field that has them: clients send PDF files and text
/// as images (Portkey-AI/gateway#827, stanfordnlp/dspy#7872), and images as files.
/// </summary>
internal static class MediaPart
{
    private const int MaxQuoteLength = 40;

    /// <summary>Longer than the scheme of any URL. In bytes.</summary>
    private const int MaxSchemeLength = 16;

    /// <summary>Reads a URL or a data URI.</summary>
    /// <param name="url">A string of the request.</param>
    /// <param name="isImage">The field is that of an image: a URL of an unknown type leads to one.</param>
    /// <param name="name">The name of the file; null if it has none.</param>
    /// <param name="detail">The resolution of an image.</param>
    /// <exception cref="RequestFault">It is neither, or its data cannot be read.</exception>
    public static Part OfUrl(BodyValue url, bool isImage, JsonText? name = null, string? detail = null)
    {
        var text = url.Text();
        if (DataUri.IsOne(text.Escaped)) return OfDataUri(url, text, name, detail);
        if (!HasScheme(text.Escaped)) throw url.Fault("must be a URL, or a data URI: data:image/png;base64, and the data");
        var source = new ImageSource(text, null, null);
        return isImage && !LeadsToPdf(text.Escaped) ? new Part.Image(source) { Detail = detail } : new Part.File(source) { Name = name };
    }

    /// <summary>Reads the content of a file: a data URI, a URL or, as some clients send it, base64 without a type.</summary>
    public static Part OfFile(BodyValue content, JsonText? name)
    {
        var escaped = content.Text().Escaped;
        return DataUri.IsOne(escaped) || HasScheme(escaped)
            ? OfUrl(content, isImage: false, name)
            : OfData(content, MediaTypes.OfName(name) ?? MediaTypes.Pdf, content.Base64(), name);
    }

    /// <summary>Reads audio in base64, or a data URI.</summary>
    public static Part OfAudio(BodyValue data, string format) => DataUri.IsOne(data.Text().Escaped)
        ? OfUrl(data, isImage: false)
        : new Part.Audio(data.Base64(), MediaTypes.AudioFormat(MediaTypes.Normalize(format)));

    /// <param name="place">The value that has the type, for errors.</param>
    /// <param name="mediaType">The type, as the client wrote it.</param>
    /// <param name="data">The content.</param>
    /// <param name="name">The name of the file; null if it has none.</param>
    /// <param name="detail">The resolution of an image.</param>
    public static Part OfData(BodyValue place, string mediaType, Base64Data data, JsonText? name = null, string? detail = null)
    {
        var type = MediaTypes.Resolve(mediaType, name);
        if (type.Length == 0) throw place.Fault("has no media type: send the type of the data, for example image/png");
        if (!type.Contains('/', StringComparison.Ordinal))
            throw place.Fault($"has '{Shorten(type)}' instead of a media type such as image/png");
        switch (MediaTypes.KindOf(type))
        {
            case MediaKind.Image:
                // Providers compare the type with the data, and reject a JPEG that is called PNG (1jehuang/jcode#465).
                return new Part.Image(new ImageSource(null, MediaTypes.OfImage(data.Utf8) ?? type, data)) { Detail = detail };
            case MediaKind.Audio:
                return new Part.Audio(data, MediaTypes.AudioFormat(type));
            case MediaKind.Video:
                throw RequestFault.Unsupported(
                    $"'{place.Path}' has the type {Shorten(type)}. Send images, documents, text or audio.", place.Path);
            default:
                return new Part.File(new ImageSource(null, type, data)) { Name = name };
        }
    }

    /// <summary>Whether a text begins like a URL. Base64 has no colon.</summary>
    public static bool HasScheme(ReadOnlySpan<byte> escaped) =>
        escaped[..Math.Min(escaped.Length, MaxSchemeLength)].IndexOf((byte)':') > 0;

    /// <summary>Whether a URL leads to a PDF by its path.</summary>
    public static bool LeadsToPdf(ReadOnlySpan<byte> escaped)
    {
        var end = escaped.IndexOfAny((byte)'?', (byte)'#');
        var path = end < 0 ? escaped : escaped[..end];
        var extension = ".pdf"u8;
        return path.Length > extension.Length && Ascii.EqualsIgnoreCase(path[^extension.Length..], extension);
    }

    private static Part OfDataUri(BodyValue uri, JsonText text, JsonText? name, string? detail)
    {
        var escaped = text.Escaped;
        if (DataUri.Find(escaped, out var range, out var start) is { } problem) throw uri.Fault(problem);
        var type = JsonText.OfEscaped(escaped[range]).TryDecode(out var decoded) ? decoded : "";
        return OfData(uri, type, uri.Base64(start), name, detail);
    }

    private static string Shorten(string text) =>
        text.Length <= MaxQuoteLength ? text : string.Concat(text.AsSpan(0, MaxQuoteLength), "…");
}
