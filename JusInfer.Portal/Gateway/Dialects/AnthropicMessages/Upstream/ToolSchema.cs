using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Writes the JSON schemas of tools and answers in the form that Anthropic accepts.</summary>
internal static class ToolSchema
{
    /// <summary>
    /// The keywords that Anthropic's constrained decoding supports (platform.claude.com/docs/en/build-with-claude/structured-outputs).
    /// Bounds and patterns are not supported.
    /// </summary>
    private static readonly HashSet<string> ConstrainableKeywords = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$ref", "$defs", "definitions", "type", "title", "description", "default", "properties", "required",
        "additionalProperties", "items", "enum", "const", "anyOf",
    };

    /// <summary>Writes a tool's schema as the client sent it, except that its top level is always a single object.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        var given = schema is { ValueKind: JsonValueKind.Object } ? schema.Value : default;
        var flat = given.ValueKind == JsonValueKind.Object && FlatSchema.IsNeeded(given) ? FlatSchema.Create(given) : null;
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
    /// Whether Anthropic can constrain an answer or a call to a schema: it has only supported keywords, every object is closed, and no
    /// definition is recursive.
    /// </summary>
    public static bool IsConstrainable(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && IsConstrainable(schema, inDefinition: false);

    private static bool IsConstrainable(JsonElement schema, bool inDefinition)
    {
        if (schema.ValueKind != JsonValueKind.Object) return false;
        bool isClosed = false, isObject = false;
        foreach (var property in schema.EnumerateObject())
        {
            if (!ConstrainableKeywords.Contains(property.Name)) return false;
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
