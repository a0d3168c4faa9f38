using System.Text.Json.Nodes;

namespace JusInfer.Portal.Schemas;

/// <summary>
/// Validates a value against a JSON schema. Supports the validation keywords of drafts 7 to 2020-12 that tools and structured outputs use,
/// and references within the document. Unknown keywords are ignored.
/// </summary>
/// <param name="root">The document that contains the schemas, for references.</param>
internal sealed class SchemaValidator(JsonNode? root)
{
    /// <summary>The maximum depth; deeper values are invalid. Bounds a schema that refers to itself.</summary>
    private const int MaxDepth = 64;

    /// <summary>The maximum length of a part of the schema that a message quotes, in characters.</summary>
    private const int MaxQuoteLength = 200;

    /// <summary>The remaining number of validation steps. Bounds branches that refer to each other.</summary>
    private int budget = 200_000;

    /// <summary>The keyword <c>format</c> is validated. Otherwise it is an annotation, as the specification has it by default.</summary>
    public bool ChecksFormats { get; init; }

    public bool IsValid(JsonNode? value, JsonNode? schema) => FindFault(value, schema) is null;

    /// <summary>The first fault of a value; null if it is valid.</summary>
    public SchemaFault? FindFault(JsonNode? value, JsonNode? schema) => FindFault(value, schema, depth: 0);

    private SchemaFault? FindFault(JsonNode? value, JsonNode? schema, int depth) => schema switch
    {
        JsonObject keywords when depth < MaxDepth && --budget > 0 => CheckKeywords(value, keywords, depth + 1),
        JsonObject => new SchemaFault("is nested too deep or too large to validate"),
        _ => schema.Boolean() is false ? new SchemaFault("is not allowed") : null,
    };

    private bool IsValid(JsonNode? value, JsonNode? schema, int depth) => FindFault(value, schema, depth) is null;

    private SchemaFault? CheckKeywords(JsonNode? value, JsonObject schema, int depth) =>
        CheckReference(value, schema, depth)
        ?? CheckType(value, schema)
        ?? CheckCombinations(value, schema, depth)
        ?? value switch
        {
            JsonObject item => CheckObject(item, schema, depth),
            JsonArray item => CheckArray(item, schema, depth),
            _ when value.String() is { } text => StringValidator.FindViolation(text, schema, ChecksFormats) is { } keyword ? Violation(schema, keyword) : null,
            _ when value.Number() is { } number && !NumberRange.Of(schema, ChecksFormats).Contains(number) => new SchemaFault($"is out of range: {number}"),
            _ => null,
        };

    private SchemaFault? CheckReference(JsonNode? value, JsonObject schema, int depth)
    {
        if (schema["$ref"].String() is not { } reference) return null;
        return SchemaReference.Resolve(reference, root) is { } target ? FindFault(value, target, depth) : Violation(schema, "$ref");
    }

    private static SchemaFault? CheckType(JsonNode? value, JsonObject schema)
    {
        var types = schema["type"].Strings().ToArray();
        if ((types.Length > 0 || schema["type"] is JsonArray) && !Array.Exists(types, type => SchemaTypes.Is(value, type))) return Violation(schema, "type");
        if (schema.TryGetPropertyValue("const", out var constant) && !JsonNode.DeepEquals(value, constant)) return Violation(schema, "const");
        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(value, item))) return Violation(schema, "enum");
        return null;
    }

    private SchemaFault? CheckCombinations(JsonNode? value, JsonObject schema, int depth)
    {
        foreach (var part in schema["allOf"].Items())
        {
            if (FindFault(value, part, depth) is { } fault) return fault;
        }

        if (schema["anyOf"] is JsonArray any && !any.Any(part => IsValid(value, part, depth))) return Violation(schema, "anyOf");
        if (schema["oneOf"] is JsonArray one && one.Count(part => IsValid(value, part, depth)) != 1) return Violation(schema, "oneOf");
        if (schema["not"] is { } not && IsValid(value, not, depth)) return Violation(schema, "not");
        return schema["if"] is { } condition ? FindFault(value, IsValid(value, condition, depth) ? schema["then"] : schema["else"], depth) : null;
    }

    private SchemaFault? CheckObject(JsonObject value, JsonObject schema, int depth)
    {
        foreach (var name in schema["required"].Strings())
        {
            if (!value.ContainsKey(name)) return new SchemaFault("is missing").In(name);
        }

        if (value.Count < (schema["minProperties"].NonNegativeInteger() ?? 0)) return Violation(schema, "minProperties");
        if (value.Count > (schema["maxProperties"].NonNegativeInteger() ?? int.MaxValue)) return Violation(schema, "maxProperties");
        foreach (var (name, item) in value)
        {
            foreach (var property in PropertySchemas.Of(schema, name))
            {
                if (FindFault(item, property, depth) is { } fault) return fault.In(name);
            }
        }

        return null;
    }

    private SchemaFault? CheckArray(JsonArray value, JsonObject schema, int depth)
    {
        if (value.Count < (schema["minItems"].NonNegativeInteger() ?? 0)) return Violation(schema, "minItems");
        if (value.Count > (schema["maxItems"].NonNegativeInteger() ?? int.MaxValue)) return Violation(schema, "maxItems");
        foreach (var (index, item) in value.Index())
        {
            if (FindFault(item, ItemSchemas.Of(schema, index), depth) is { } fault) return fault.In(index);
        }

        if (schema["contains"] is { } contained && !value.Any(item => IsValid(item, contained, depth))) return Violation(schema, "contains");
        var isUnique = schema["uniqueItems"].Boolean() is not true
            || value.Select(static item => item?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() == value.Count;
        return isUnique ? null : Violation(schema, "uniqueItems");
    }

    private static SchemaFault Violation(JsonObject schema, string keyword)
    {
        var rule = schema[keyword]?.ToJsonString() ?? "null";
        return new SchemaFault($"violates \"{keyword}\": {(rule.Length > MaxQuoteLength ? $"{rule[..MaxQuoteLength]}…" : rule)}");
    }
}
