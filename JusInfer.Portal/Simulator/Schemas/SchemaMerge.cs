using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Merges several schemas into one: resolves references and <c>allOf</c>.</summary>
internal sealed class SchemaMerge(JsonNode? root)
{
    private const int MaxParts = 200;

    private readonly SchemaReferences references = new(root);

    /// <summary>Keywords that cannot be merged. If two parts have the same one, the second part stays in <c>allOf</c>.</summary>
    private static readonly string[] SingleKeywords = ["anyOf", "oneOf", "not", "if", "pattern"];

    /// <summary>
    /// The schema without <c>$ref</c>. Its <c>allOf</c> contains the parts that could not be merged. Null if a reference cannot be
    /// resolved, or if there are more than <see cref="MaxParts"/> parts.
    /// </summary>
    public JsonObject? Flatten(JsonObject schema)
    {
        var remaining = MaxParts;
        return Flatten(schema, ref remaining);
    }

    /// <summary>A schema that requires all of the given schemas.</summary>
    public static JsonObject All(params IEnumerable<JsonNode?> schemas) =>
        new() { ["allOf"] = new JsonArray([.. schemas.Select(static one => one?.DeepClone())]) };

    public static JsonObject Without(JsonObject schema, params ReadOnlySpan<string> keywords)
    {
        var rest = schema.DeepClone().AsObject();
        foreach (var keyword in keywords) rest.Remove(keyword);
        return rest;
    }

    private JsonObject? Flatten(JsonObject schema, ref int remaining)
    {
        if (--remaining < 0) return null;
        var parts = schema["allOf"].Items().OfType<JsonObject>().ToList();
        if (schema["$ref"].String() is { } reference)
        {
            if (references.Resolve(reference, schema) is not JsonObject target) return null;
            parts.Add(target);
        }

        var merged = Without(schema, "$ref", "allOf");
        var unmerged = new List<JsonNode?>();
        foreach (var part in parts)
        {
            if (Flatten(part, ref remaining) is not { } flattened) return null;
            if (Array.Exists(SingleKeywords, keyword => merged.ContainsKey(keyword) && flattened.ContainsKey(keyword)))
                unmerged.Add(flattened);
            else
                MergeInto(merged, flattened);
        }

        if (unmerged.Count > 0) MergeInto(merged, All(unmerged));
        return merged;
    }

    private static void MergeInto(JsonObject merged, JsonObject part)
    {
        foreach (var (keyword, value) in part)
            merged[keyword] = merged.TryGetPropertyValue(keyword, out var other) ? MergeKeyword(keyword, other, value) : value?.DeepClone();
    }

    private static JsonNode? MergeKeyword(string keyword, JsonNode? left, JsonNode? right) => (keyword, left, right) switch
    {
        ("properties" or "patternProperties", JsonObject a, JsonObject b) => MergeProperties(a, b),
        ("required", JsonArray a, JsonArray b) =>
            new JsonArray([.. a.Strings().Union(b.Strings()).Select(static name => JsonValue.Create(name))]),
        ("allOf", JsonArray a, JsonArray b) => new JsonArray([.. a.Concat(b).Select(static part => part?.DeepClone())]),
        ("enum", JsonArray a, JsonArray b) =>
            new JsonArray([.. a.Where(one => b.Any(two => JsonNode.DeepEquals(one, two))).Select(static one => one?.DeepClone())]),
        ("type", not null, not null) => MergeTypes(left, right),
        ("items" or "additionalProperties", JsonObject, JsonObject) => All(left, right),
        ("items" or "additionalProperties", _, _) when left.Boolean() is false => false,
        ("minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties", _, _) when left.Number() >= right.Number() =>
            left?.DeepClone(),
        ("maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties", _, _) when left.Number() <= right.Number() =>
            left?.DeepClone(),
        _ => right?.DeepClone(),
    };

    private static JsonObject MergeProperties(JsonObject left, JsonObject right)
    {
        var merged = left.DeepClone().AsObject();
        foreach (var (name, schema) in right)
            merged[name] = merged.TryGetPropertyValue(name, out var other) ? All(other, schema) : schema?.DeepClone();
        return merged;
    }

    private static JsonNode? MergeTypes(JsonNode? left, JsonNode? right)
    {
        string[] common =
            [.. left.Strings().SelectMany(one => right.Strings().Select(other => NarrowerType(one, other))).OfType<string>().Distinct()];
        return common.Length == 1 ? common[0] : new JsonArray([.. common.Select(static type => JsonValue.Create(type))]);
    }

    private static string? NarrowerType(string one, string two) => (one, two) switch
    {
        ("integer", "number") or ("number", "integer") => "integer",
        _ => one == two ? one : null,
    };
}
