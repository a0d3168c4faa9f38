using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Finds the schemas that apply to a property of an object.</summary>
internal static class PropertySchemas
{
    public static IEnumerable<JsonNode?> Of(JsonObject schema, string name, PatternMatcher patterns)
    {
        var known = false;
        if (schema["properties"] is JsonObject properties && properties.TryGetPropertyValue(name, out var property))
        {
            known = true;
            yield return property;
        }

        foreach (var (pattern, matched) in schema["patternProperties"] as JsonObject ?? [])
        {
            if (!patterns.Matches(name, pattern)) continue;
            known = true;
            yield return matched;
        }

        if (!known && schema["additionalProperties"] is { } additional) yield return additional;
    }
}

/// <summary>
/// Finds the schema that applies to an item of an array. Supports drafts before 2020-12 (<c>items</c> as an array of schemas) too.
/// </summary>
internal static class ItemSchemas
{
    public static JsonNode? Of(JsonObject schema, int index)
    {
        var first = schema["prefixItems"] as JsonArray ?? schema["items"] as JsonArray;
        if (first is not null && index < first.Count) return first[index];
        return schema["items"] is JsonArray ? schema["additionalItems"] : schema["items"];
    }
}
