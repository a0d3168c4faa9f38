using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Checks whether a document is a JSON schema, as far as <see cref="SchemaValidator"/> acts on its keywords.</summary>
internal static class SchemaSyntax
{
    /// <summary>The maximum nesting depth of schemas.</summary>
    private const int MaxDepth = 64;

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>What is wrong with a document, and the JSON pointer of the place; null if it is a schema.</summary>
    public static string? FindFault(JsonNode? document) =>
        FindFault(document, new SchemaReferences(document), depth: 0) is var (place, problem)
            ? $"at '{(place.Length == 0 ? "/" : place)}': {problem}"
            : null;

    private static (string Place, string Problem)? FindFault(JsonNode? schema, SchemaReferences references, int depth)
    {
        if (schema.Boolean() is not null) return null;
        if (schema is not JsonObject keywords) return ("", "a schema is an object");
        if (depth > MaxDepth) return ("", "schemas are nested too deep");
        foreach (var (keyword, value) in keywords)
        {
            if (CheckValue(keyword, value, keywords, references) is { } fault) return ($"/{keyword}", fault);
            foreach (var (step, part) in Parts(keyword, value))
            {
                if (FindFault(part, references, depth + 1) is var (place, problem)) return ($"/{keyword}{step}{place}", problem);
            }
        }

        return null;
    }

    private static string? CheckValue(string keyword, JsonNode? value, JsonObject schema, SchemaReferences references) => keyword switch
    {
        "type" when value is not JsonArray { Count: > 0 } && value.String() is null || !value.Strings().All(Types.Contains) =>
            $"a type is one of {string.Join(", ", Types)}",
        "$ref" when value.String() is not { } reference || references.Resolve(reference, schema) is null =>
            "there is no such schema in the document",
        "properties" or "patternProperties" or "$defs" or "definitions" when value is not JsonObject => "an object of schemas is required",
        "anyOf" or "oneOf" or "allOf" or "prefixItems" when value is not JsonArray { Count: > 0 } => "a list of schemas is required",
        "enum" when value is not JsonArray => "a list of values is required",
        "required" when value is not JsonArray names || names.Any(static name => name.String() is null) => "a list of names is required",
        "pattern" when value.String() is null => "a regular expression is required",
        "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties" when value.NonNegativeInteger() is null =>
            "a whole number is required",
        "minimum" or "maximum" or "multipleOf" when value.Kind() is not JsonValueKind.Number => "a number is required",
        _ => null,
    };

    /// <summary>The schemas in the value of a keyword, each with the rest of its JSON pointer.</summary>
    private static IEnumerable<(string Step, JsonNode? Schema)> Parts(string keyword, JsonNode? value) => (keyword, value) switch
    {
        ("properties" or "patternProperties" or "$defs" or "definitions", JsonObject schemas) =>
            schemas.Select(static schema => ($"/{schema.Key}", schema.Value)),
        ("anyOf" or "oneOf" or "allOf" or "prefixItems" or "items", JsonArray schemas) => schemas.Index().Select(static schema => ($"/{schema.Index}", schema.Item)),
        ("items" or "additionalProperties" or "not" or "if" or "then" or "else" or "contains", not null) => [("", value)],
        _ => [],
    };
}
