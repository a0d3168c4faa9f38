using System.Text.Json.Nodes;

namespace JusInfer.Portal.Gateway.Simulator.Schemas;

/// <summary>Joins schemas into one that both describe: references followed, <c>allOf</c> taken in.</summary>
internal sealed class SchemaMerge(JsonNode? root)
{
    private const int MostReferences = 32;

    /// <summary>The schema without <c>$ref</c> and <c>allOf</c>; null where a reference leads nowhere or in a circle.</summary>
    public JsonObject? Flatten(JsonObject schema)
    {
        for (var followed = 0; followed < MostReferences; followed++)
        {
            if (schema["$ref"].Text() is { } reference)
            {
                schema = Without(schema, "$ref");
                if (Target(reference) is not JsonObject target) return null;
                schema = Join(schema, target);
            }
            else if (schema["allOf"] is JsonArray all)
            {
                schema = Without(schema, "allOf");
                foreach (var part in all.OfType<JsonObject>()) schema = Join(schema, part);
            }
            else
            {
                return schema;
            }
        }

        return null;
    }

    /// <summary>What both ask for. Keywords that cannot be joined (two patterns) stand side by side in an <c>allOf</c> that the check sees.</summary>
    public static JsonObject Join(JsonObject left, JsonObject right)
    {
        var joined = Clone(left);
        foreach (var (keyword, value) in right)
        {
            joined[keyword] = joined.TryGetPropertyValue(keyword, out var other) ? Join(keyword, other, value) : value?.DeepClone();
        }

        return joined;
    }

    public static JsonObject Without(JsonObject schema, params ReadOnlySpan<string> keywords)
    {
        var rest = Clone(schema);
        foreach (var keyword in keywords) rest.Remove(keyword);
        return rest;
    }

    private static JsonNode? Join(string keyword, JsonNode? left, JsonNode? right) => (keyword, left, right) switch
    {
        ("properties" or "patternProperties" or "$defs" or "definitions", JsonObject a, JsonObject b) => JoinEach(a, b),
        ("required", JsonArray a, JsonArray b) => new JsonArray([.. a.Texts().Union(b.Texts()).Select(static name => JsonValue.Create(name))]),
        ("allOf", JsonArray a, JsonArray b) => new JsonArray([.. a.Concat(b).Select(static part => part?.DeepClone())]),
        ("enum", JsonArray a, JsonArray b) => new JsonArray([.. a.Where(one => b.Any(two => JsonNode.DeepEquals(one, two))).Select(static one => one?.DeepClone())]),
        ("type", not null, not null) => JoinTypes(left, right),
        ("items" or "additionalProperties", JsonObject a, JsonObject b) => Join(a, b),
        ("minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties", _, _) when left.Number() >= right.Number() => left?.DeepClone(),
        ("maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties", _, _) when left.Number() <= right.Number() => left?.DeepClone(),
        ("additionalProperties" or "items", _, _) when left.Truth() is false => false,
        _ => right?.DeepClone(),
    };

    private static JsonObject JoinEach(JsonObject left, JsonObject right)
    {
        var joined = Clone(left);
        foreach (var (name, schema) in right)
        {
            joined[name] = joined[name] is JsonObject one && schema is JsonObject two ? Join(one, two) : schema?.DeepClone();
        }

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

    /// <summary>A reference within the same schema: <c>#</c> or <c>#/$defs/Name</c>.</summary>
    public JsonNode? Target(string reference)
    {
        if (!reference.StartsWith('#')) return null;
        var node = root;
        foreach (var escaped in reference[1..].Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject parent => parent[name],
                JsonArray parent when int.TryParse(name, out var index) && index >= 0 && index < parent.Count => parent[index],
                _ => null,
            };
        }

        return node;
    }

    private static JsonObject Clone(JsonObject schema) => schema.DeepClone().AsObject();
}
