using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Makes one schema of several: references followed, <c>allOf</c> taken in.</summary>
internal sealed class SchemaMerge(JsonNode? root)
{
    private const int MaxParts = 200;

    /// <summary>Keywords of which a schema has one: a part that brings a second one stays beside it.</summary>
    private static readonly string[] Single = ["anyOf", "oneOf", "not", "if", "pattern"];

    /// <summary>
    /// The schema without <c>$ref</c>; parts that could not be joined yet stand in its <c>allOf</c>. Null where a reference leads nowhere
    /// or there is no end of parts.
    /// </summary>
    public JsonObject? Flatten(JsonObject schema)
    {
        var left = MaxParts;
        return Flatten(schema, ref left);
    }

    /// <summary>A schema that asks for what all of these ask for.</summary>
    public static JsonObject All(params IEnumerable<JsonNode?> schemas) =>
        new() { ["allOf"] = new JsonArray([.. schemas.Select(static one => one?.DeepClone())]) };

    public static JsonObject Without(JsonObject schema, params ReadOnlySpan<string> keywords)
    {
        var rest = schema.DeepClone().AsObject();
        foreach (var keyword in keywords) rest.Remove(keyword);
        return rest;
    }

    /// <summary>A reference within the same schema: <c>#</c> or <c>#/$defs/Name</c>.</summary>
    public JsonNode? Target(string reference)
    {
        if (!reference.StartsWith('#')) return null;
        var node = root;
        foreach (var escaped in reference[1..].Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject parent => parent[name],
                JsonArray parent when int.TryParse(name, out var index) && index >= 0 && index < parent.Count => parent[index],
                _ => null,
            };
        }

        return node;
    }

    private JsonObject? Flatten(JsonObject schema, ref int left)
    {
        if (--left < 0) return null;
        var parts = schema["allOf"].Items().OfType<JsonObject>().ToList();
        if (schema["$ref"].Text() is { } reference)
        {
            if (Target(reference) is not JsonObject target) return null;
            parts.Add(target);
        }

        var whole = Without(schema, "$ref", "allOf");
        var beside = new List<JsonNode?>();
        foreach (var part in parts)
        {
            if (Flatten(part, ref left) is not { } flat) return null;
            if (Array.Exists(Single, keyword => whole.ContainsKey(keyword) && flat.ContainsKey(keyword))) beside.Add(flat);
            else JoinInto(whole, flat);
        }

        if (beside.Count > 0) JoinInto(whole, All(beside));
        return whole;
    }

    private static void JoinInto(JsonObject whole, JsonObject part)
    {
        foreach (var (keyword, value) in part)
            whole[keyword] = whole.TryGetPropertyValue(keyword, out var other) ? Join(keyword, other, value) : value?.DeepClone();
    }

    private static JsonNode? Join(string keyword, JsonNode? left, JsonNode? right) => (keyword, left, right) switch
    {
        ("properties" or "patternProperties", JsonObject a, JsonObject b) => JoinEach(a, b),
        ("required", JsonArray a, JsonArray b) =>
            new JsonArray([.. a.Texts().Union(b.Texts()).Select(static name => JsonValue.Create(name))]),
        ("allOf", JsonArray a, JsonArray b) => new JsonArray([.. a.Concat(b).Select(static part => part?.DeepClone())]),
        ("enum", JsonArray a, JsonArray b) =>
            new JsonArray([.. a.Where(one => b.Any(two => JsonNode.DeepEquals(one, two))).Select(static one => one?.DeepClone())]),
        ("type", not null, not null) => JoinTypes(left, right),
        ("items" or "additionalProperties", JsonObject, JsonObject) => All(left, right),
        ("items" or "additionalProperties", _, _) when left.Truth() is false => false,
        ("minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties", _, _) when left.Number() >= right.Number() =>
            left?.DeepClone(),
        ("maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties", _, _) when left.Number() <= right.Number() =>
            left?.DeepClone(),
        _ => right?.DeepClone(),
    };

    private static JsonObject JoinEach(JsonObject left, JsonObject right)
    {
        var joined = left.DeepClone().AsObject();
        foreach (var (name, schema) in right)
            joined[name] = joined.TryGetPropertyValue(name, out var other) ? All(other, schema) : schema?.DeepClone();
        return joined;
    }

    private static JsonNode? JoinTypes(JsonNode? left, JsonNode? right)
    {
        string[] both = [.. left.Texts().SelectMany(one => right.Texts().Select(two => Narrower(one, two))).OfType<string>().Distinct()];
        return both.Length == 1 ? both[0] : new JsonArray([.. both.Select(static type => JsonValue.Create(type))]);
    }

    private static string? Narrower(string one, string two) => (one, two) switch
    {
        ("integer", "number") or ("number", "integer") => "integer",
        _ => one == two ? one : null,
    };
}
