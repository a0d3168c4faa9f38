using System.Text.Json.Nodes;

namespace JusInfer.Portal.Gateway.Simulator.Schemas;

/// <summary>Resolves one alternative of a schema: what it would be with each branch taken.</summary>
internal static class SchemaBranches
{
    /// <summary>The branches in their order, those that allow only null last; none where the schema has no alternatives.</summary>
    public static IReadOnlyList<JsonObject> Of(JsonObject schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema[keyword] is not JsonArray branches) continue;
            var rest = SchemaMerge.Without(schema, keyword);
            return [.. branches
                .Where(static branch => branch.Truth() is not false)
                .Select(branch => branch is JsonObject taken ? SchemaMerge.Join(rest, taken) : rest)
                .OrderBy(static branch => SchemaTypes.Of(branch) is "null")];
        }

        if (schema["if"] is not JsonObject condition) return [];
        var plain = SchemaMerge.Without(schema, "if", "then", "else");
        var held = SchemaMerge.Join(plain, condition);
        return
        [
            schema["then"] is JsonObject then ? SchemaMerge.Join(held, then) : held,
            schema["else"] is JsonObject otherwise ? SchemaMerge.Join(plain, otherwise) : plain,
        ];
    }
}
