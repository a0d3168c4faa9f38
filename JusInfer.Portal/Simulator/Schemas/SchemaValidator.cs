using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Validates a value against a JSON schema. Supports the validation keywords of drafts 7 to 2020-12 that tool schemas use, and references
/// within the document. Unknown keywords are ignored.
/// </summary>
internal sealed class SchemaValidator(SchemaMerge merge)
{
    /// <summary>The maximum depth; deeper values are invalid. Bounds a schema that refers to itself.</summary>
    private const int MaxDepth = 64;

    /// <summary>The remaining number of validation steps. Bounds branches that refer to each other.</summary>
    private int budget = 200_000;

    public bool IsValid(JsonNode? value, JsonNode? schema, int depth = 0) => schema switch
    {
        JsonObject keywords when depth < MaxDepth && --budget > 0 => MatchesKeywords(value, keywords, depth + 1),
        JsonObject => false,
        _ => schema.Boolean() is not false,
    };

    private bool MatchesKeywords(JsonNode? value, JsonObject schema, int depth) =>
        (schema["$ref"].String() is not { } reference || merge.ResolveReference(reference) is { } target && IsValid(value, target, depth))
        && MatchesType(value, schema)
        && MatchesCombinations(value, schema, depth)
        && value switch
        {
            JsonObject item => MatchesObject(item, schema, depth),
            JsonArray item => MatchesArray(item, schema, depth),
            _ when value.String() is { } text => StringValidator.IsValid(text, schema),
            _ when value.Number() is { } number => NumberRange.Of(schema).Contains(number),
            _ => true,
        };

    private static bool MatchesType(JsonNode? value, JsonObject schema)
    {
        var types = schema["type"].Strings().ToArray();
        return (types.Length == 0 && schema["type"] is not JsonArray || Array.Exists(types, type => SchemaTypes.Is(value, type)))
            && (!schema.TryGetPropertyValue("const", out var constant) || JsonNode.DeepEquals(value, constant))
            && (schema["enum"] is not JsonArray allowed || allowed.Any(item => JsonNode.DeepEquals(value, item)));
    }

    private bool MatchesCombinations(JsonNode? value, JsonObject schema, int depth) =>
        schema["allOf"].Items().All(part => IsValid(value, part, depth))
        && (schema["anyOf"] is not JsonArray any || any.Any(part => IsValid(value, part, depth)))
        && (schema["oneOf"] is not JsonArray one || one.Count(part => IsValid(value, part, depth)) == 1)
        && (schema["not"] is not { } not || !IsValid(value, not, depth))
        && (schema["if"] is not { } condition || IsValid(value, IsValid(value, condition, depth) ? schema["then"] : schema["else"], depth));

    private bool MatchesObject(JsonObject value, JsonObject schema, int depth)
    {
        if (schema["required"].Strings().Any(name => !value.ContainsKey(name))) return false;
        if (value.Count < (schema["minProperties"].NonNegativeInteger() ?? 0)) return false;
        if (value.Count > (schema["maxProperties"].NonNegativeInteger() ?? int.MaxValue)) return false;
        foreach (var (name, item) in value)
        {
            if (!PropertySchemas.Of(schema, name).All(property => IsValid(item, property, depth))) return false;
        }

        return true;
    }

    private bool MatchesArray(JsonArray value, JsonObject schema, int depth)
    {
        if (value.Count < (schema["minItems"].NonNegativeInteger() ?? 0)) return false;
        if (value.Count > (schema["maxItems"].NonNegativeInteger() ?? int.MaxValue)) return false;
        if (value.Index().Any(item => !IsValid(item.Item, ItemSchemas.Of(schema, item.Index), depth))) return false;
        if (schema["contains"] is { } contained && !value.Any(item => IsValid(item, contained, depth))) return false;
        return schema["uniqueItems"].Boolean() is not true
            || value.Select(static item => item?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() == value.Count;
    }
}
