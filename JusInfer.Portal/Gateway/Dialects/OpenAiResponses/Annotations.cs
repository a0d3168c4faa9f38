using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Converts citations between OpenAI's two forms: Responses has an annotation's fields next to its type, Chat Completions in an object named
/// after the type.
/// </summary>
internal static class Annotations
{
    private const string Url = "url_citation";

    public static byte[] ToResponses(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var annotation = JsonDocument.ParseValue(ref reader);
        return Fields.Object(annotation.RootElement, Url) is { } fields
            ? Write(fields, nested: false)
            : Write(annotation.RootElement, nested: false);
    }

    /// <summary>The annotation in the form of Chat Completions; null if its source has no URL, such as a file at the provider.</summary>
    public static byte[]? ToChat(JsonElement annotation) => Fields.Text(annotation, "type") == Url ? Write(annotation, nested: true) : null;

    private static byte[] Write(JsonElement fields, bool nested)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Fields.Text(fields, "type") ?? Url);
            if (nested) writer.WriteStartObject(Url);
            foreach (var field in fields.EnumerateObject())
            {
                if (field.NameEquals("type")) continue;
                field.WriteTo(writer);
            }

            if (nested) writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }
}
