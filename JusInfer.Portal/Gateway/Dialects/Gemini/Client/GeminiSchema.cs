using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Converts Google's schemas (ai.google.dev/api/caching#Schema), a subset of those of OpenAPI 3.0, to JSON schemas: types in upper case,
/// <c>nullable</c>, and limits as strings. A schema that is a JSON schema already is not changed.
/// </summary>
internal static class GeminiSchema
{
    /// <param name="schema">An object.</param>
    public static JsonElement ToJsonSchema(JsonElement schema)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json)) Write(writer, schema);
        return JsonElement.Parse(json.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(writer);
            return;
        }

        var isNullable = schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True;
        writer.WriteStartObject();
        foreach (var property in schema.EnumerateObject()) WriteProperty(writer, property, isNullable);
        writer.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter writer, JsonProperty property, bool isNullable)
    {
        switch (property.Name, property.Value.ValueKind)
        {
            case ("nullable" or "propertyOrdering", _):
                break;
            case ("type", JsonValueKind.String):
                WriteType(writer, property.Value.GetString()!, isNullable);
                break;
            case ("properties" or "$defs", JsonValueKind.Object):
                writer.WriteStartObject(property.Name);
                foreach (var named in property.Value.EnumerateObject())
                {
                    writer.WritePropertyName(named.Name);
                    Write(writer, named.Value);
                }

                writer.WriteEndObject();
                break;
            case ("items" or "additionalProperties", _):
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value);
                break;
            case ("anyOf" or "oneOf" or "allOf" or "prefixItems", JsonValueKind.Array):
                writer.WriteStartArray(property.Name);
                foreach (var item in property.Value.EnumerateArray()) Write(writer, item);
                if (isNullable && property.Name == "anyOf") writer.WriteRawValue("{\"type\":\"null\"}"u8);
                writer.WriteEndArray();
                break;
            case ("minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties", JsonValueKind.String)
                when long.TryParse(property.Value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit):
                writer.WriteNumber(property.Name, limit);
                break;
            default:
                property.WriteTo(writer);
                break;
        }
    }

    private static void WriteType(Utf8JsonWriter writer, string type, bool isNullable)
    {
        if (type == "TYPE_UNSPECIFIED") return;
        if (!isNullable)
        {
            writer.WriteString("type", type.ToLowerInvariant());
            return;
        }

        writer.WriteStartArray("type");
        writer.WriteStringValue(type.ToLowerInvariant());
        writer.WriteStringValue("null");
        writer.WriteEndArray();
    }
}
