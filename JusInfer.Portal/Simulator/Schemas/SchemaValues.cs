using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Makes a value that satisfies a JSON schema: objects with what is required and what the text names, arrays as short as allowed, of
/// alternatives the first that works. Bounded in depth and in work, so that no schema is too much.
/// </summary>
internal sealed class SchemaValues
{
    private const int Deepest = 24;
    private const int MaxItems = 64;

    private readonly SchemaMerge merge;
    private readonly SchemaCheck check;
    private readonly TextValues text;
    private int budget = 4000;

    public SchemaValues(JsonNode? root, TextValues text)
    {
        merge = new SchemaMerge(root);
        check = new SchemaCheck(merge);
        this.text = text;
    }

    /// <summary>
    /// Makes a value for the parameter <paramref name="name"/>; false where the schema allows nothing that could be found. Variant 0 is the
    /// aptest value, other numbers are others as far as there are some. What is <paramref name="given"/> for an object's properties is
    /// taken where it fits.
    /// </summary>
    public bool TryMake(JsonNode? schema, string name, int depth, int variant, out JsonNode? value, JsonObject? given = null)
    {
        value = null;
        if (--budget < 0 || depth > Deepest || schema.Truth() is false) return false;
        if (given is not null && check.Fits(given, schema))
        {
            value = given.DeepClone();
            return true;
        }

        if (schema is not JsonObject keywords)
        {
            value = SampleText.Fitting(variant, least: 0, int.MaxValue);
            return true;
        }

        if (merge.Flatten(keywords) is not { } flat) return false;
        foreach (var made in Make(flat, name, depth, variant, given))
        {
            if (!check.Fits(made, keywords)) continue;
            value = made;
            return true;
        }

        return false;
    }

    private IEnumerable<JsonNode?> Make(JsonObject schema, string name, int depth, int variant, JsonObject? given)
    {
        if (!schema.ContainsKey("const") && !schema.ContainsKey("enum"))
        {
            if (SchemaBranches.Of(schema) is { Count: > 0 } branches)
            {
                foreach (var branch in branches)
                {
                    if (TryMake(branch, name, depth + 1, variant, out var made, given)) yield return made;
                }

                yield break;
            }

            if (SchemaTypes.Of(schema) is "object" or "array")
            {
                var made = SchemaTypes.Of(schema) is "object"
                    ? MakeObject(schema, depth, variant, given)
                    : (JsonNode?)MakeArray(schema, name, depth, variant);
                if (made is not null) yield return made;
                yield break;
            }
        }

        if (Pick(schema, name, variant) is { } picked) yield return picked.Value?.DeepClone();
    }

    private Candidate? Pick(JsonObject schema, string name, int variant)
    {
        var fitting = ScalarValues.For(schema, name, text)
            .Where(candidate => check.Fits(candidate.Value, schema))
            .DistinctBy(static candidate => candidate.Value?.ToJsonString())
            .Take(variant + 1)
            .ToList();
        if (fitting.Count == 0) return null;
        var picked = fitting[variant % fitting.Count];
        if (picked.From is { } literal) text.Take(literal);
        return picked;
    }

    private JsonObject? MakeObject(JsonObject schema, int depth, int variant, JsonObject? given)
    {
        var made = new JsonObject();
        foreach (var name in schema["required"].Texts())
        {
            if (!TryAdd(made, name, schema, depth, variant, given)) return null;
        }

        string[] known = [.. (schema["properties"] as JsonObject ?? []).Select(static property => property.Key)];
        foreach (var name in known.Where(name => given?.ContainsKey(name) is true || IsNamed(schema, name)))
            TryAdd(made, name, schema, depth, variant, given);

        var least = Math.Min(schema["minProperties"].Count() ?? 0, MaxItems);
        foreach (var name in known.Concat(Enumerable.Range(1, MaxItems).Select(static i => $"extra{i}")))
        {
            if (made.Count >= least) break;
            TryAdd(made, name, schema, depth, variant, given);
        }

        return made;
    }

    private bool IsNamed(JsonObject schema, string name) =>
        PropertySchemas.Of(schema, name).FirstOrDefault() is JsonObject property && text.Labelled(name, SchemaTypes.Of(property)).Any();

    private bool TryAdd(JsonObject made, string name, JsonObject schema, int depth, int variant, JsonObject? given)
    {
        if (made.ContainsKey(name)) return true;
        var schemas = PropertySchemas.Of(schema, name).ToArray();
        if (Array.Exists(schemas, static one => one.Truth() is false)) return false;
        var keywords = schemas.Length > 1 ? SchemaMerge.All(schemas) : schemas.FirstOrDefault();
        if (given is not null && given.TryGetPropertyValue(name, out var known) && check.Fits(known, keywords))
        {
            made[name] = known?.DeepClone();
            return true;
        }

        if (!TryMake(keywords, name, depth + 1, variant, out var value)) return false;
        made[name] = value;
        return true;
    }

    private JsonArray? MakeArray(JsonObject schema, string name, int depth, int variant)
    {
        var least = schema["minItems"].Count() ?? 0;
        if (least > MaxItems) return null;
        var wanted = Math.Min(Math.Max(least, 1), schema["maxItems"].Count() ?? MaxItems);
        var made = new JsonArray();
        while (made.Count < wanted && TryItem(schema, name, made, depth, variant, out var item)) made.Add(item);
        return made.Count >= least ? made : null;
    }

    private bool TryItem(JsonObject schema, string name, JsonArray made, int depth, int variant, out JsonNode? item)
    {
        var keywords = ItemSchemas.Of(schema, made.Count);
        if (made.Count == 0 && schema["contains"] is JsonObject wanted) keywords = SchemaMerge.All(keywords, wanted);
        var unique = schema["uniqueItems"].Truth() is true;
        for (var other = 0; other <= (unique ? made.Count : 0); other++)
        {
            if (!TryMake(keywords, name, depth + 1, variant + made.Count + other, out item)) return false;
            var one = item;
            if (!unique || !made.Any(two => JsonNode.DeepEquals(one, two))) return true;
        }

        item = null;
        return false;
    }
}
