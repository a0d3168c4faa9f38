using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// Resolves references within one document: <c>#</c>, a JSON pointer (<c>#/$defs/Name</c>), an anchor (<c>#Name</c>) and the <c>$id</c> of
/// a schema, each within the schema with an <c>$id</c> around it (json-schema.org/draft/2020-12/json-schema-core, section 8.2).
/// </summary>
/// <param name="root">The document.</param>
internal sealed class SchemaReferences(JsonNode? root)
{
    private SchemaIndex? index;

    /// <summary>Anchors and ids. Most schemas have pointers only, which need none.</summary>
    private SchemaIndex Index => index ??= new SchemaIndex(root);

    /// <summary>The referenced element; null if the document has none.</summary>
    /// <param name="reference">The value of <c>$ref</c>.</param>
    /// <param name="schema">The schema with the reference.</param>
    public JsonNode? Resolve(string reference, JsonNode? schema)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (address, fragment) = hash < 0 ? (reference, "") : (reference[..hash], reference[(hash + 1)..]);
        var resource = ResourceOf(schema);
        return address.Length == 0 ? Within(resource, fragment)
            : Index.Find(address, resource) is { } other ? Within(other, fragment)
            : null;
    }

    /// <summary>
    /// The element of a fragment. Generators leave fragments relative to the document when they give a part an <c>$id</c>, so one that
    /// leads nowhere is tried there, too.
    /// </summary>
    private JsonNode? Within(JsonNode? resource, string fragment)
    {
        if (fragment.Length == 0) return resource;
        if (fragment[0] == '/') return Follow(fragment, resource) ?? Follow(fragment, root);
        var name = Uri.UnescapeDataString(fragment);
        return Index.FindAnchor(name, resource) ?? Index.FindAnchor(name, root);
    }

    private static JsonNode? Follow(string pointer, JsonNode? from)
    {
        var node = from;
        foreach (var escaped in pointer.Split('/').Skip(1))
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

    /// <summary>The nearest schema with an id of its own, or the document.</summary>
    private JsonNode? ResourceOf(JsonNode? schema)
    {
        for (var node = schema; node is not null && node != root; node = node.Parent)
        {
            if (SchemaIndex.IdOf(node) is not null) return node;
        }

        return root;
    }
}
