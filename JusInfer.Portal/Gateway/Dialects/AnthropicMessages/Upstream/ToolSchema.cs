using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>JSON schemas of tools and answers as Anthropic takes them.</summary>
internal static class ToolSchema
{
    /// <summary>
    /// What its constrained decoding knows (platform.claude.com/docs/en/build-with-claude/structured-outputs); bounds and patterns are not
    /// among it.
    /// </summary>
    private static readonly HashSet<string> Constrained = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$ref", "$defs", "definitions", "type", "title", "description", "default", "properties", "required",
        "additionalProperties", "items", "enum", "const", "anyOf",
    };

    /// <summary>Writes a tool's schema: as the caller wrote it, one object at any rate.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        var given = schema is { ValueKind: JsonValueKind.Object } ? schema.Value : default;
        var flat = given.ValueKind == JsonValueKind.Object && FlatSchema.IsNeeded(given) ? FlatSchema.Of(given) : null;
        var hasProperties = flat is not null;
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in given.EnumerateObject())
            {
                if (property.NameEquals("type") || (flat is not null && FlatSchema.Replaces(property.Name))) continue;
                hasProperties |= property.NameEquals("properties");
                property.WriteTo(writer);
            }
        }

        flat?.Write(writer);
        if (!hasProperties)
        {
            writer.WriteStartObject("properties");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Whether a schema is one that an answer or a call can be held to: only known words, every object closed, no definition within itself.
    /// </summary>
    public static bool IsConstrainable(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && IsConstrainable(schema, inDefinition: false);

    private static bool IsConstrainable(JsonElement schema, bool inDefinition)
    {
        if (schema.ValueKind != JsonValueKind.Object) return false;
        bool isClosed = false, isObject = false;
        foreach (var property in schema.EnumerateObject())
        {
            if (!Constrained.Contains(property.Name)) return false;
            var value = property.Value;
            switch (property.Name)
            {
                case "type":
                    isObject |= value.ValueKind == JsonValueKind.String && value.ValueEquals("object");
                    break;
                case "additionalProperties":
                    isClosed = value.ValueKind == JsonValueKind.False;
                    break;
                case "$ref"
                    when inDefinition || value.ValueKind != JsonValueKind.String
                        || !value.GetString()!.StartsWith("#/", StringComparison.Ordinal):
                    return false;
                case "properties" when !AreConstrainable(value, inDefinition):
                case "$defs" or "definitions" when !AreConstrainable(value, inDefinition: true):
                case "items" when !IsConstrainable(value, inDefinition):
                case "anyOf"
                    when value.ValueKind != JsonValueKind.Array
                        || !value.EnumerateArray().All(option => IsConstrainable(option, inDefinition)):
                    return false;
                case "properties":
                    isObject = true;
                    break;
            }
        }

        return isClosed || !isObject;
    }

    private static bool AreConstrainable(JsonElement schemas, bool inDefinition) =>
        schemas.ValueKind == JsonValueKind.Object && schemas.EnumerateObject().All(named => IsConstrainable(named.Value, inDefinition));
}
