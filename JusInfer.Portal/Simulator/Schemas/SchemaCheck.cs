using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Whether a value satisfies a JSON schema, as far as tool schemas go: the keywords of drafts 7 to 2020-12 that concern values, without
/// references to other documents. Unknown keywords ask for nothing.
/// </summary>
internal sealed class SchemaCheck(SchemaMerge merge)
{
    /// <summary>Deeper values are refused: a schema that refers to itself would not end.</summary>
    private const int Deepest = 64;

    /// <summary>Checks in all, of a value's parts by a schema's parts: branches that refer to each other would take for ever.</summary>
    private int budget = 200_000;

    public bool Fits(JsonNode? value, JsonNode? schema, int depth = 0) => schema switch
    {
        JsonObject keywords when depth < Deepest && --budget > 0 => FitsAll(value, keywords, depth + 1),
        JsonObject => false,
        _ => schema.Truth() is not false,
    };

    private bool FitsAll(JsonNode? value, JsonObject schema, int depth) =>
        (schema["$ref"].Text() is not { } reference || merge.Target(reference) is { } target && Fits(value, target, depth))
        && FitsType(value, schema)
        && FitsChoices(value, schema, depth)
        && value switch
        {
            JsonObject item => FitsObject(item, schema, depth),
            JsonArray item => FitsArray(item, schema, depth),
            _ when value.Text() is { } text => TextCheck.Fits(text, schema),
            _ when value.Number() is { } number => NumberRange.Of(schema).Holds(number),
            _ => true,
        };

    private static bool FitsType(JsonNode? value, JsonObject schema)
    {
        var types = schema["type"].Texts().ToArray();
        return (types.Length == 0 && schema["type"] is not JsonArray || Array.Exists(types, type => SchemaTypes.Is(value, type)))
            && (!schema.TryGetPropertyValue("const", out var constant) || JsonNode.DeepEquals(value, constant))
            && (schema["enum"] is not JsonArray allowed || allowed.Any(item => JsonNode.DeepEquals(value, item)));
    }

    private bool FitsChoices(JsonNode? value, JsonObject schema, int depth) =>
        schema["allOf"].Items().All(part => Fits(value, part, depth))
        && (schema["anyOf"] is not JsonArray any || any.Any(part => Fits(value, part, depth)))
        && (schema["oneOf"] is not JsonArray one || one.Count(part => Fits(value, part, depth)) == 1)
        && (schema["not"] is not { } not || !Fits(value, not, depth))
        && (schema["if"] is not { } condition || Fits(value, Fits(value, condition, depth) ? schema["then"] : schema["else"], depth));

    private bool FitsObject(JsonObject value, JsonObject schema, int depth)
    {
        if (schema["required"].Texts().Any(name => !value.ContainsKey(name))) return false;
        if (value.Count < (schema["minProperties"].Count() ?? 0) || value.Count > (schema["maxProperties"].Count() ?? int.MaxValue))
            return false;
        foreach (var (name, item) in value)
        {
            if (!PropertySchemas.Of(schema, name).All(property => Fits(item, property, depth))) return false;
        }

        return true;
    }

    private bool FitsArray(JsonArray value, JsonObject schema, int depth)
    {
        if (value.Count < (schema["minItems"].Count() ?? 0) || value.Count > (schema["maxItems"].Count() ?? int.MaxValue)) return false;
        if (value.Index().Any(item => !Fits(item.Item, ItemSchemas.Of(schema, item.Index), depth))) return false;
        if (schema["contains"] is { } wanted && !value.Any(item => Fits(item, wanted, depth))) return false;
        return schema["uniqueItems"].Truth() is not true
            || value.Select(static item => item?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() == value.Count;
    }
}
