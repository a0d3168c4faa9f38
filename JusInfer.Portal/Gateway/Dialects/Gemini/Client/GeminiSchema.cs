using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Converts Google's schemas (ai.google.dev/api/caching#Schema), a subset of those of OpenAPI 3.0, to JSON schemas: types in upper case or
/// as numbers, <c>nullable</c>, keywords in snake case, numbers as strings, and one value for a list.
/// </summary>
internal static class GeminiSchema
{
    private const string AcceptedTypes = "STRING, NUMBER, INTEGER, BOOLEAN, ARRAY, OBJECT or NULL";

    /// <summary>The types by their numbers.</summary>
    private static readonly string[] Types = ["TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"];

    /// <summary>Keywords under other names: in snake case, and as Vertex AI's <c>ref</c> and <c>defs</c>.</summary>
    private static readonly FrozenDictionary<string, string> Keywords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ref"] = "$ref",
        ["defs"] = "$defs",
        ["any_of"] = "anyOf",
        ["one_of"] = "oneOf",
        ["all_of"] = "allOf",
        ["prefix_items"] = "prefixItems",
        ["additional_properties"] = "additionalProperties",
        ["property_ordering"] = "propertyOrdering",
        ["min_items"] = "minItems",
        ["max_items"] = "maxItems",
        ["min_length"] = "minLength",
        ["max_length"] = "maxLength",
        ["min_properties"] = "minProperties",
        ["max_properties"] = "maxProperties",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="schema">An object: Google's schema.</param>
    public static JsonElement ToJsonSchema(BodyValue schema)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json)) Write(writer, schema);
        return JsonElement.Parse(json.WrittenSpan);
    }

    /// <param name="schema">An object: a JSON schema, which can have Google's names of types.</param>
    public static JsonElement Read(BodyValue schema) => HasGooglesTypes(schema.Json) ? ToJsonSchema(schema) : schema.Json;

    /// <summary>Whether a schema has names of types in upper case, which no JSON schema has.</summary>
    private static bool HasGooglesTypes(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array) return schema.EnumerateArray().Any(HasGooglesTypes);
        if (schema.ValueKind != JsonValueKind.Object) return false;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (keyword.Name is "enum" or "const" or "default" or "example" or "examples") continue;
            if (keyword.Name == "type" && keyword.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array)
            {
                if (IsGooglesType(keyword.Value)) return true;
                continue;
            }

            if (HasGooglesTypes(keyword.Value)) return true;
        }

        return false;
    }

    private static bool IsGooglesType(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => Types.Contains(type.GetString(), StringComparer.Ordinal),
        JsonValueKind.Array => type.EnumerateArray().Any(IsGooglesType),
        _ => false,
    };

    private static void Write(Utf8JsonWriter writer, BodyValue schema)
    {
        if (!schema.IsObject)
        {
            schema.Json.WriteTo(writer);
            return;
        }

        var isNullable = schema.Find("nullable") is { } nullable && GeminiScalars.Flag(nullable);
        writer.WriteStartObject();
        foreach (var property in schema.Json.EnumerateObject())
        {
            var keyword = Keywords.GetValueOrDefault(property.Name, property.Name);
            var value = new BodyValue(property.Value, $"{schema.Path}.{property.Name}");
            if (IsSet(keyword, property.Value)) WriteKeyword(writer, keyword, value, schema, isNullable);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Null is an unset field in the JSON of protocol buffers, and so is an empty list, which is also PHP's form of an empty object.
    /// </summary>
    private static bool IsSet(string keyword, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => keyword is "const" or "default" or "example",
        JsonValueKind.Array => value.GetArrayLength() > 0
            || keyword is not ("type" or "enum" or "anyOf" or "oneOf" or "allOf" or "prefixItems" or "properties" or "$defs"),
        _ => true,
    };

    private static void WriteKeyword(Utf8JsonWriter writer, string keyword, BodyValue value, BodyValue schema, bool isNullable)
    {
        switch (keyword)
        {
            case "nullable" or "propertyOrdering":
                break;
            case "type":
                WriteType(writer, value, isNullable);
                break;
            case "enum":
                WriteEnum(writer, value, IsOfNumbers(schema), isNullable);
                break;
            case "$ref" when value.IsString:
                WriteReference(writer, value.String(), isNullable);
                break;
            case "properties" or "patternProperties" or "$defs" or "definitions" when value.IsObject:
                writer.WriteStartObject(keyword);
                foreach (var named in value.Json.EnumerateObject())
                {
                    writer.WritePropertyName(named.Name);
                    Write(writer, new BodyValue(named.Value, $"{value.Path}.{named.Name}"));
                }

                writer.WriteEndObject();
                break;
            case "items" or "additionalProperties" or "not" when !value.IsArray:
                writer.WritePropertyName(keyword);
                Write(writer, value);
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems" or "items":
                writer.WriteStartArray(keyword);
                foreach (var item in value.List()) Write(writer, item);
                if (isNullable && keyword == "anyOf") writer.WriteRawValue("{\"type\":\"null\"}"u8);
                writer.WriteEndArray();
                break;
            case "required":
                writer.WriteStartArray(keyword);
                foreach (var name in value.List()) name.Text().WriteTo(writer);
                writer.WriteEndArray();
                break;
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties":
                writer.WritePropertyName(keyword);
                GeminiScalars.Whole(value).WriteTo(writer);
                break;
            case "minimum" or "maximum":
                writer.WritePropertyName(keyword);
                GeminiScalars.Number(value).WriteTo(writer);
                break;
            default:
                writer.WritePropertyName(keyword);
                value.Json.WriteTo(writer);
                break;
        }
    }

    private static void WriteType(Utf8JsonWriter writer, BodyValue type, bool isNullable)
    {
        var names = type.List().Select(TypeOf).Where(static name => name != "type_unspecified").Distinct().ToList();
        if (names.Count == 0) return;
        if (isNullable && !names.Contains("null")) names.Add("null");
        if (names.Count == 1)
        {
            writer.WriteString("type", names[0]);
            return;
        }

        writer.WriteStartArray("type");
        foreach (var name in names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    /// <summary>
    /// Writes the values, and null if it is one: Google names it only with <c>nullable</c>. Values of a schema of numbers are strings,
    /// because the field of Google's schema is a list of strings (vercel/ai#18658).
    /// </summary>
    private static void WriteEnum(Utf8JsonWriter writer, BodyValue values, bool isOfNumbers, bool isNullable)
    {
        var hasNull = false;
        writer.WriteStartArray("enum");
        foreach (var value in values.List())
        {
            hasNull |= value.Kind == JsonValueKind.Null;
            var number = isOfNumbers ? GeminiScalars.TryNumber(value) : null;
            (number ?? value.Json).WriteTo(writer);
        }

        if (isNullable && !hasNull) writer.WriteNullValue();
        writer.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter writer, string reference, bool isNullable)
    {
        if (reference.StartsWith("#/defs/", StringComparison.Ordinal)) reference = $"#/$defs/{reference["#/defs/".Length..]}";
        if (!isNullable)
        {
            writer.WriteString("$ref", reference);
            return;
        }

        writer.WriteStartArray("anyOf");
        writer.WriteStartObject();
        writer.WriteString("$ref", reference);
        writer.WriteEndObject();
        writer.WriteRawValue("{\"type\":\"null\"}"u8);
        writer.WriteEndArray();
    }

    private static bool IsOfNumbers(BodyValue schema) =>
        schema.Find("type") is { IsArray: false } type && TypeOf(type) is "integer" or "number";

    /// <summary>JSON schema's name of a type.</summary>
    private static string TypeOf(BodyValue type) => GeminiScalars.Name(type, Types, AcceptedTypes).ToLowerInvariant();
}
