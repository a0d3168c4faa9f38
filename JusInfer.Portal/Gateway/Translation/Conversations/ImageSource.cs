using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The source of an image or a document: either a URL or data.</summary>
/// <param name="Url">A URL that the provider fetches.</param>
/// <param name="MediaType">The normalized media type of the data, for example <c>image/png</c>.</param>
/// <param name="Data">The content.</param>
internal readonly record struct ImageSource(JsonText? Url, string? MediaType, Base64Data? Data)
{
    /// <summary>Writes the URL, or the data as a data URI.</summary>
    public void WriteUrl(Utf8JsonWriter writer, ReadOnlySpan<byte> property)
    {
        if (Url is { } url)
        {
            url.WriteTo(writer, property);
            return;
        }

        writer.WritePropertyName(property);
        var data = Data!.Value.Utf8;
        var head = JsonText.From($"data:{MediaType};base64,").Escaped;
        using var json = new PooledBuffer(head.Length + data.Length + 2);
        json.Append("\""u8);
        json.Append(head);
        json.Append(data);
        json.Append("\""u8);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }
}
