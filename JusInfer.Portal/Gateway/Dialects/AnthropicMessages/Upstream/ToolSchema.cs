using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>Which JSON schemas of tools and answers Anthropic can enforce.</summary>
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
