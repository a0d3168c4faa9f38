using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// The format <c>text/x.enum</c> (firebase.google.com/docs/ai-logic/generate-structured-output): the answer is one value of the schema's
/// enum, without quotes (langchain-ai/langchain-google#521). Providers' modes for JSON schemas require an object, so the value is requested
/// as the only property of one.
/// </summary>
internal static class GeminiEnum
{
    public const string MimeType = "text/x.enum";

    private const string Property = "value";

    /// <param name="given">The client's schema.</param>
    /// <param name="schema">The schema as a JSON schema.</param>
    public static OutputFormat Format(BodyValue given, JsonElement schema)
    {
        if (!schema.TryGetProperty("enum", out var values) || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
            throw given.Fault($"has no enum, which {MimeType} requires: send a schema of type STRING with an enum");
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            writer.WritePropertyName(Property);
            schema.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteStartArray("required");
            writer.WriteStringValue(Property);
            writer.WriteEndArray();
            writer.WriteBoolean("additionalProperties", value: false);
            writer.WriteEndObject();
        }

        return OutputFormat.JsonSchema.Conforming(JsonElement.Parse(json.WrittenSpan));
    }

    /// <summary>The value in a complete answer, as escaped text. The answer itself if it has none: it is truncated, or only text.</summary>
    /// <param name="escaped">The text of the answer.</param>
    public static JsonText Word(ReadOnlySpan<byte> escaped)
    {
        var answer = JsonText.OfEscaped(escaped);
        if (!answer.TryDecode(out var text)) return answer;
        foreach (var found in JsonDocumentFinder.Find(text))
        {
            var value = JsonElement.Parse(found.Utf8.Span);
            if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(Property, out value)) continue;
            if (value.ValueKind == JsonValueKind.String) return JsonText.From(value);
            if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return JsonText.From(value.GetRawText());
        }

        return answer;
    }
}
