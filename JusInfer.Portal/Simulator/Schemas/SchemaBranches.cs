using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Resolves <c>anyOf</c>, <c>oneOf</c> and <c>if</c>: the schema that results from taking each branch.</summary>
internal static class SchemaBranches
{
    /// <summary>
    /// The branches in order, except that branches which allow only null come last. None if the schema has no alternatives.
    /// </summary>
    public static IReadOnlyList<JsonObject> Of(JsonObject schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema[keyword] is not JsonArray branches) continue;
            var rest = SchemaMerge.Without(schema, keyword);
            return [.. branches
                .Where(static branch => branch.Boolean() is not false)
                .OrderBy(static branch => branch is JsonObject keywords && SchemaTypes.Of(keywords) is "null")
                .Select(branch => branch is JsonObject keywords ? SchemaMerge.All(rest, keywords) : rest)];
        }

        if (schema["if"] is not JsonObject condition) return [];
        var common = SchemaMerge.Without(schema, "if", "then", "else");
        return
        [
            schema["then"] is JsonObject then ? SchemaMerge.All(common, condition, then) : SchemaMerge.All(common, condition),
            schema["else"] is JsonObject otherwise ? SchemaMerge.All(common, otherwise) : common,
        ];
    }
}
