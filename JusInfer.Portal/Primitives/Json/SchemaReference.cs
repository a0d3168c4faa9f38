using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Resolves references within one document: <c>#</c> or <c>#/$defs/Name</c>.</summary>
internal static class SchemaReference
{
    /// <summary>The referenced element; null if there is none.</summary>
    /// <param name="reference">The value of <c>$ref</c>.</param>
    /// <param name="root">The document.</param>
    public static JsonNode? Resolve(string reference, JsonNode? root)
    {
        if (!reference.StartsWith('#')) return null;
        var node = root;
        foreach (var escaped in reference[1..].Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject parent => parent[name],
                JsonArray parent when int.TryParse(name, out var index) && index >= 0 && index < parent.Count => parent[index],
                _ => null,
            };
        }

        return node;
    }
}
