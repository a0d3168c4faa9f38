using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Generates a value that satisfies a JSON schema. Objects contain the required properties and those that the text mentions, arrays are as
/// short as allowed, and of several alternatives the first one that works is used. Depth and work are bounded for any schema.
/// </summary>
internal sealed class SchemaValueGenerator
{
    private const int MaxDepth = 24;
    private const int MaxItems = 64;

    private readonly SchemaMerge merge;
    private readonly SchemaValidator validator;
    private readonly TextValues text;
    private int budget = 4000;

    public SchemaValueGenerator(JsonNode? root, TextValues text)
    {
        merge = new SchemaMerge(root);
        validator = new SchemaValidator(root) { ChecksFormats = true };
        this.text = text;
    }

    /// <summary>Generates a value for a parameter.</summary>
    /// <param name="schema">The schema of the parameter.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="depth">The depth of the parameter in the arguments.</param>
    /// <param name="variant">0 selects the most suitable value; other numbers select different values, as far as the schema allows.</param>
    /// <param name="value">The value.</param>
    /// <param name="given">Values of an object's properties; used if they are valid.</param>
    /// <returns>False if no valid value was found.</returns>
    public bool TryGenerate(JsonNode? schema, string name, int depth, int variant, out JsonNode? value, JsonObject? given = null)
    {
        value = null;
        if (--budget < 0 || depth > MaxDepth || schema.Boolean() is false) return false;
        if (given is not null && validator.IsValid(given, schema))
        {
            value = given.DeepClone();
            return true;
        }

        if (schema is not JsonObject keywords)
        {
            value = PlaceholderText.OfLength(variant, min: 0, int.MaxValue);
            return true;
        }

        if (merge.Flatten(keywords) is not { } flat) return false;
        foreach (var generated in Generate(flat, name, depth, variant, given))
        {
            if (!validator.IsValid(generated, keywords)) continue;
            value = generated;
            return true;
        }

        return false;
    }

    private IEnumerable<JsonNode?> Generate(JsonObject schema, string name, int depth, int variant, JsonObject? given)
    {
        if (!schema.ContainsKey("const") && !schema.ContainsKey("enum"))
        {
            if (SchemaBranches.Of(schema) is { Count: > 0 } branches)
            {
                foreach (var branch in branches)
                {
                    if (TryGenerate(branch, name, depth + 1, variant, out var value, given)) yield return value;
                }

                yield break;
            }

            if (SchemaTypes.Of(schema) is "object" or "array")
            {
                var value = SchemaTypes.Of(schema) is "object"
                    ? GenerateObject(schema, depth, variant, given)
                    : (JsonNode?)GenerateArray(schema, name, depth, variant);
                if (value is not null) yield return value;
                yield break;
            }
        }

        if (PickScalar(schema, name, variant) is { } picked) yield return picked.Value?.DeepClone();
    }

    private Candidate? PickScalar(JsonObject schema, string name, int variant)
    {
        var fitting = ScalarCandidates.For(schema, name, text)
            .Where(candidate => validator.IsValid(candidate.Value, schema))
            .DistinctBy(static candidate => candidate.Value?.ToJsonString())
            .Take(variant + 1)
            .ToList();
        if (fitting.Count == 0) return null;
        var picked = fitting[variant % fitting.Count];
        if (picked.Source is { } literal) text.MarkUsed(literal);
        return picked;
    }

    private JsonObject? GenerateObject(JsonObject schema, int depth, int variant, JsonObject? given)
    {
        var result = new JsonObject();
        foreach (var name in schema["required"].Strings())
        {
            if (!TryAddProperty(result, name, schema, depth, variant, given)) return null;
        }

        string[] known = [.. (schema["properties"] as JsonObject ?? []).Select(static property => property.Key)];
        foreach (var name in known.Where(name => given?.ContainsKey(name) is true || IsMentioned(schema, name)))
            TryAddProperty(result, name, schema, depth, variant, given);

        var min = Math.Min(schema["minProperties"].NonNegativeInteger() ?? 0, MaxItems);
        foreach (var name in known.Concat(Enumerable.Range(1, MaxItems).Select(static i => $"extra{i}")))
        {
            if (result.Count >= min) break;
            TryAddProperty(result, name, schema, depth, variant, given);
        }

        return result;
    }

    private bool IsMentioned(JsonObject schema, string name) =>
        PropertySchemas.Of(schema, name, validator.Patterns).FirstOrDefault() is JsonObject property && text.FindByLabel(name, SchemaTypes.Of(property)).Any();

    private bool TryAddProperty(JsonObject result, string name, JsonObject schema, int depth, int variant, JsonObject? given)
    {
        if (result.ContainsKey(name)) return true;
        var schemas = PropertySchemas.Of(schema, name, validator.Patterns).ToArray();
        if (Array.Exists(schemas, static one => one.Boolean() is false)) return false;
        var keywords = schemas.Length > 1 ? SchemaMerge.All(schemas) : schemas.FirstOrDefault();
        if (given is not null && given.TryGetPropertyValue(name, out var known) && validator.IsValid(known, keywords))
        {
            result[name] = known?.DeepClone();
            return true;
        }

        if (!TryGenerate(keywords, name, depth + 1, variant, out var value)) return false;
        result[name] = value;
        return true;
    }

    private JsonArray? GenerateArray(JsonObject schema, string name, int depth, int variant)
    {
        var min = schema["minItems"].NonNegativeInteger() ?? 0;
        if (min > MaxItems) return null;
        var count = Math.Min(Math.Max(min, 1), schema["maxItems"].NonNegativeInteger() ?? MaxItems);
        var items = new JsonArray();
        while (items.Count < count && TryGenerateItem(schema, name, items, depth, variant, out var item)) items.Add(item);
        return items.Count >= min ? items : null;
    }

    private bool TryGenerateItem(JsonObject schema, string name, JsonArray items, int depth, int variant, out JsonNode? item)
    {
        var keywords = ItemSchemas.Of(schema, items.Count);
        if (items.Count == 0 && schema["contains"] is JsonObject contained) keywords = SchemaMerge.All(keywords, contained);
        var unique = schema["uniqueItems"].Boolean() is true;
        for (var attempt = 0; attempt <= (unique ? items.Count : 0); attempt++)
        {
            if (!TryGenerate(keywords, name, depth + 1, variant + items.Count + attempt, out item)) return false;
            var candidate = item;
            if (!unique || !items.Any(existing => JsonNode.DeepEquals(candidate, existing))) return true;
        }

        item = null;
        return false;
    }
}
