using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Determines the type that a schema requires.</summary>
internal static class SchemaTypes
{
    /// <summary>
    /// The first type of <c>type</c> that is not <c>null</c>. Without <c>type</c>, the type that the other keywords apply to.
    /// </summary>
    public static string Of(JsonObject schema)
    {
        var types = schema["type"].Strings().ToArray();
        if (types.Length > 0) return Array.Find(types, static type => type != "null") ?? "null";
        if (Any(schema, "properties", "required", "additionalProperties", "patternProperties", "minProperties")) return "object";
        if (Any(schema, "items", "prefixItems", "minItems", "maxItems", "contains")) return "array";
        if (Any(schema, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")) return "number";
        return "string";
    }

    /// <summary>Whether a value is of the type; 1.0 is an integer.</summary>
    public static bool Is(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "boolean" => value.Kind() is JsonValueKind.True or JsonValueKind.False,
        "string" => value.Kind() is JsonValueKind.String,
        "number" => value.Kind() is JsonValueKind.Number,
        "integer" =>
            value.Kind() is JsonValueKind.Number && value.Number() is var number
                && (number is null || number == decimal.Truncate(number.Value)),
        "array" => value is JsonArray,
        "object" => value is JsonObject,
        _ => true,
    };

    private static bool Any(JsonObject schema, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (schema.ContainsKey(keyword)) return true;
        }

        return false;
    }
}
