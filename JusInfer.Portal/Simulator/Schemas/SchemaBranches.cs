using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

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
                .OrderBy(static branch => branch is JsonObject taken && SchemaTypes.Of(taken) is "null")
                .Select(branch => branch is JsonObject taken ? SchemaMerge.All(rest, taken) : rest)];
        }

        if (schema["if"] is not JsonObject condition) return [];
        var plain = SchemaMerge.Without(schema, "if", "then", "else");
        return
        [
            schema["then"] is JsonObject then ? SchemaMerge.All(plain, condition, then) : SchemaMerge.All(plain, condition),
            schema["else"] is JsonObject otherwise ? SchemaMerge.All(plain, otherwise) : plain,
        ];
    }
}
