using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// Validates a value against a JSON schema. Supports the validation keywords of drafts 7 to 2020-12 that tools and structured outputs use,
/// and references within the document. Unknown keywords are ignored.
/// </summary>
internal sealed class SchemaValidator
{
    /// <summary>The maximum depth; deeper values are invalid. Bounds a schema that refers to itself.</summary>
    private const int MaxDepth = 64;

    private static readonly SchemaFault TooLarge = new("is nested too deep or too large to validate");

    private readonly SchemaReferences references;
    private readonly ValidationBudget budget = new();

    /// <param name="root">The document that contains the schemas, for references.</param>
    public SchemaValidator(JsonNode? root)
    {
        references = new SchemaReferences(root);
        Patterns = new PatternMatcher(budget);
    }

    /// <summary>The keyword <c>format</c> is validated. Otherwise it is an annotation, as the specification has it by default.</summary>
    public bool ChecksFormats { get; init; }

    public PatternMatcher Patterns { get; }

    public bool IsValid(JsonNode? value, JsonNode? schema) => FindFault(value, schema) is null;

    /// <summary>The first fault of a value; null if it is valid.</summary>
    public SchemaFault? FindFault(JsonNode? value, JsonNode? schema)
    {
        var fault = FindFault(value, schema, depth: 0);
        return budget.IsExhausted ? TooLarge : fault;
    }

    private SchemaFault? FindFault(JsonNode? value, JsonNode? schema, int depth)
    {
        budget.Take(value, schema);
        if (budget.IsExhausted) return TooLarge;
        if (schema is JsonObject keywords) return depth < MaxDepth ? CheckKeywords(value, keywords, depth + 1) : TooLarge;
        return schema.Boolean() is false ? new SchemaFault("is not allowed") : null;
    }

    private bool IsValid(JsonNode? value, JsonNode? schema, int depth) => FindFault(value, schema, depth) is null;

    private SchemaFault? CheckKeywords(JsonNode? value, JsonObject schema, int depth) =>
        CheckReference(value, schema, depth)
        ?? CheckType(value, schema)
        ?? CheckCombinations(value, schema, depth)
        ?? value switch
        {
            JsonObject item => CheckObject(item, schema, depth),
            JsonArray item => CheckArray(item, schema, depth),
            _ when value.String() is { } text => StringValidator.FindViolation(text, schema, Patterns, ChecksFormats) is { } keyword ? SchemaFault.Violation(schema, keyword) : null,
            _ when value.Number() is { } number && !NumberRange.From(schema, ChecksFormats).Contains(number) => SchemaFault.OutOfRange($"{number}"),
            _ => null,
        };

    private SchemaFault? CheckReference(JsonNode? value, JsonObject schema, int depth)
    {
        if (schema["$ref"].String() is not { } reference) return null;
        return references.Resolve(reference, schema) is { } target
            ? FindFault(value, target, depth)
            : SchemaFault.Violation(schema, "$ref");
    }

    private static SchemaFault? CheckType(JsonNode? value, JsonObject schema)
    {
        var types = schema["type"].Strings().ToArray();
        if ((types.Length > 0 || schema["type"] is JsonArray) && !Array.Exists(types, type => SchemaTypes.Is(value, type))) return SchemaFault.Violation(schema, "type");
        if (schema.TryGetPropertyValue("const", out var constant) && !JsonNode.DeepEquals(value, constant)) return SchemaFault.Violation(schema, "const");
        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(value, item))) return SchemaFault.Violation(schema, "enum");
        return null;
    }

    private SchemaFault? CheckCombinations(JsonNode? value, JsonObject schema, int depth)
    {
        foreach (var part in schema["allOf"].Items())
        {
            if (FindFault(value, part, depth) is { } fault) return fault;
        }

        if (schema["anyOf"] is JsonArray any && !any.Any(part => IsValid(value, part, depth))) return SchemaFault.Violation(schema, "anyOf");
        if (schema["oneOf"] is JsonArray one && one.Count(part => IsValid(value, part, depth)) != 1) return SchemaFault.Violation(schema, "oneOf");
        if (schema["not"] is { } not && IsValid(value, not, depth)) return SchemaFault.Violation(schema, "not");
        return schema["if"] is { } condition ? FindFault(value, IsValid(value, condition, depth) ? schema["then"] : schema["else"], depth) : null;
    }

    private SchemaFault? CheckObject(JsonObject value, JsonObject schema, int depth)
    {
        foreach (var name in schema["required"].Strings())
        {
            if (!value.ContainsKey(name)) return new SchemaFault("is missing").In(name);
        }

        if (value.Count < (schema["minProperties"].NonNegativeInteger() ?? 0)) return SchemaFault.Violation(schema, "minProperties");
        if (value.Count > (schema["maxProperties"].NonNegativeInteger() ?? int.MaxValue)) return SchemaFault.Violation(schema, "maxProperties");
        foreach (var (name, item) in value)
        {
            budget.TakeCharacters(name.Length);
            if (budget.IsExhausted) return TooLarge;
            foreach (var property in PropertySchemas.Of(schema, name, Patterns))
            {
                if (FindFault(item, property, depth) is { } fault)
                    return fault.In(name, isGiven: schema["properties"] is JsonObject given && given.ContainsKey(name));
            }
        }

        return null;
    }

    private SchemaFault? CheckArray(JsonArray value, JsonObject schema, int depth)
    {
        if (value.Count < (schema["minItems"].NonNegativeInteger() ?? 0)) return SchemaFault.Violation(schema, "minItems");
        if (value.Count > (schema["maxItems"].NonNegativeInteger() ?? int.MaxValue)) return SchemaFault.Violation(schema, "maxItems");
        foreach (var (index, item) in value.Index())
        {
            if (FindFault(item, ItemSchemas.Of(schema, index), depth) is { } fault) return fault.In(index);
        }

        if (schema["contains"] is { } contained && !value.Any(item => IsValid(item, contained, depth))) return SchemaFault.Violation(schema, "contains");
        return schema["uniqueItems"].Boolean() is true && !AreUnique(value) ? SchemaFault.Violation(schema, "uniqueItems") : null;
    }

    private bool AreUnique(JsonArray items)
    {
        var seen = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var text = item?.ToJsonString();
            budget.TakeCharacters(text?.Length ?? 0);
            if (budget.IsExhausted || !seen.Add(text)) return false;
        }

        return true;
    }
}
