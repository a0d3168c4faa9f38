using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>A string of a request with media in base64, as far as the first pass over the request finds out about it.</summary>
/// <param name="Token">The range of the string with its quotes.</param>
/// <param name="DataStart">The offset of the data in the escaped text.</param>
/// <param name="Kind">The kind by the type of a data URI; unknown for other strings.</param>
internal readonly record struct MediaText(Range Token, int DataStart, MediaKind Kind)
{
    /// <summary>The data is base64.</summary>
    public bool IsReadable { get; private init; }

    /// <summary>Providers do not read the data as it is, but the gateway can convert it.</summary>
    public bool NeedsConversion { get; private init; }

    /// <summary>
    /// No provider can decode the data. False for what only some servers read: a URL in place of the data, data without a type
    /// (QwenLM/Qwen-MM-Plugins#8), base64 that the URI does not announce.
    /// </summary>
    public bool IsBroken { get; private init; }

    /// <summary>Reads the string at the position of a reader, without copying it.</summary>
    /// <param name="json">Positioned at the string.</param>
    /// <param name="isUrl">The string is a URL if it is no data URI, and base64 otherwise.</param>
    public static MediaText Read(ref JsonCursor json, bool isUrl)
    {
        var escaped = json.ValueSpan;
        var token = json.TokenStartIndex..json.BytesConsumed;
        var unknown = new MediaText(token, 0, MediaKind.Unknown);
        if (!DataUri.IsOne(escaped) && isUrl) return MediaPart.LeadsToPdf(escaped) ? unknown with { Kind = MediaKind.Document } : unknown;
        if (!DataUri.IsOne(escaped)) return Examine(token, escaped, 0, MediaKind.Unknown);
        return DataUri.Find(escaped, out var type, out var start) is null
            ? Examine(token, escaped, start, KindOf(escaped[type]))
            : unknown with { IsBroken = !HasReadableData(escaped) };
    }

    /// <summary>The error about broken data, as the translation to another dialect has it.</summary>
    /// <param name="json">A reader of the whole body, behind the string.</param>
    public RequestFault Fault(ref JsonCursor json)
    {
        var value = new BodyValue(
            JsonElement.Parse(json.Slice(Token), JsonDepth.DocumentOptions), JsonPath.Of(ref json, Token.Start.Value));
        var escaped = value.Text().Escaped;
        return DataUri.IsOne(escaped) && DataUri.Find(escaped, out _, out _) is { } problem ? value.Fault(problem)
            : value.Base64Fault(DataStart);
    }

    /// <summary>The kind by a media type.</summary>
    /// <param name="escaped">The type, escaped.</param>
    public static MediaKind KindOf(ReadOnlySpan<byte> escaped)
    {
        // Nearly all media are images, whose type needs no string.
        var image = "image/"u8;
        if (escaped.Length > image.Length && Ascii.EqualsIgnoreCase(escaped[..image.Length], image) && escaped.IndexOf((byte)'+') < 0)
            return MediaKind.Image;
        return JsonText.OfEscaped(escaped).TryDecode(out var type) ? MediaTypes.KindOf(MediaTypes.Normalize(type)) : MediaKind.Unknown;
    }

    /// <summary>The normalized media type of a data URI; null if there is none.</summary>
    /// <param name="body">The body of the request.</param>
    public string? TypeIn(ReadOnlySpan<byte> body)
    {
        var escaped = body[Token][1..^1];
        return DataUri.IsOne(escaped) && DataUri.Find(escaped, out var type, out _) is null
            && JsonText.OfEscaped(escaped[type]).TryDecode(out var name)
            ? MediaTypes.Normalize(name)
            : null;
    }

    /// <summary>The string with its quotes and the data as providers read it.</summary>
    /// <param name="body">The body of the request.</param>
    public ReadOnlyMemory<byte> Converted(ReadOnlySpan<byte> body)
    {
        var token = body[Token];
        var head = token[..(DataStart + 1)];
        var data = token[(DataStart + 1)..^1];
        var converted = new byte[head.Length + data.Length + Base64Text.MaxPadding + 1];
        head.CopyTo(converted);
        var end = head.Length + Base64Text.Convert(data, converted.AsSpan(head.Length, data.Length + Base64Text.MaxPadding), out _);
        converted[end++] = (byte)'"';
        return converted.AsMemory(0, end);
    }

    private static MediaText Examine(Range token, ReadOnlySpan<byte> escaped, int start, MediaKind kind)
    {
        var data = escaped[start..];
        var (isReadable, isChanged) = (true, false);
        if (!Base64Text.IsStandard(data)) isReadable = Base64Text.Convert(data, output: [], out isChanged) > 0;
        return new MediaText(token, start, kind)
        {
            IsReadable = isReadable,
            NeedsConversion = isReadable && isChanged,
            IsBroken = !isReadable && (start > 0 || !(data.IsEmpty || MediaPart.HasScheme(data))),
        };
    }

    /// <summary>Whether a data URI that is not in base64 has text, or base64 nevertheless, which some servers read.</summary>
    private static bool HasReadableData(ReadOnlySpan<byte> uri)
    {
        var comma = uri.IndexOf((byte)',');
        if (comma < 0) return false;
        var head = uri[..comma];
        var end = head.IndexOf((byte)';');
        var type = head[(head.IndexOf((byte)':') + 1)..(end < 0 ? comma : end)];
        if (KindOf(type) is MediaKind.Unknown or MediaKind.Text) return true;
        var data = uri[(comma + 1)..];
        return Base64Text.IsStandard(data) || Base64Text.Convert(data, output: [], out _) > 0;
    }
}
