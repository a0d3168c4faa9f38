using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// The schemas of a document that have an <c>$id</c> or an anchor: <c>$anchor</c>, <c>$dynamicAnchor</c>, <c>"$id": "#Name"</c> of draft
/// 7, and <c>"id": "#Name"</c> of draft 4. If a name occurs twice, the first schema has it.
/// </summary>
internal sealed class SchemaIndex
{
    /// <summary>The address of a document without an id of its own. It is never requested.</summary>
    private static readonly Uri DefaultAddress = new("https://schema.invalid/");

    /// <summary>Keywords whose values are data.</summary>
    private static readonly string[] DataKeywords = ["enum", "const", "default", "examples", "example"];

    private readonly Dictionary<string, JsonObject> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(JsonNode Resource, string Name), JsonObject> anchors = [];
    private readonly Dictionary<JsonNode, Uri> addresses = [];

    public SchemaIndex(JsonNode? root)
    {
        if (root is not null) Add(root, root);
    }

    /// <summary>The id of a schema that can be the base of references; null if it has none, or only the name of an anchor.</summary>
    public static string? IdOf(JsonNode? schema) =>
        schema is JsonObject keywords && keywords["$id"].String() is { Length: > 0 } id && id[0] != '#' ? id : null;

    /// <param name="address">An address without a fragment.</param>
    /// <param name="from">The schema to which a relative address is relative: one with an id, or the document.</param>
    public JsonNode? Find(string address, JsonNode? from) =>
        Resolve(AddressOf(from), address) is { } target ? ids.GetValueOrDefault(target.AbsoluteUri) : null;

    /// <param name="name">The name of an anchor.</param>
    /// <param name="resource">The schema with an id in which the anchor is, or the document.</param>
    public JsonNode? FindAnchor(string name, JsonNode? resource) =>
        resource is null ? null : anchors.GetValueOrDefault((resource, name));

    private void Add(JsonNode? node, JsonNode resource)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Add(item, resource);
        }
        else if (node is JsonObject schema)
        {
            if (IdOf(schema) is { } id)
            {
                var address = Resolve(AddressOf(resource), id.Split('#')[0]) ?? AddressOf(resource);
                addresses[schema] = address;
                ids.TryAdd(address.AbsoluteUri, schema);
                resource = schema;
            }

            AddAnchors(schema, resource);
            foreach (var (keyword, value) in schema) AddParts(keyword, value, resource);
        }
    }

    private void AddParts(string keyword, JsonNode? value, JsonNode resource)
    {
        if (DataKeywords.Contains(keyword)) return;
        if (keyword is "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" && value is JsonObject named)
        {
            foreach (var (_, part) in named) Add(part, resource);
            return;
        }

        Add(value, resource);
    }

    private void AddAnchors(JsonObject schema, JsonNode resource)
    {
        AddAnchor(schema["$anchor"].String());
        AddAnchor(schema["$dynamicAnchor"].String());
        if (schema["$id"].String() is ['#', .. var name]) AddAnchor(name);
        if (schema["id"].String() is ['#', .. var oldName]) AddAnchor(oldName);

        void AddAnchor(string? anchor)
        {
            if (anchor is { Length: > 0 }) anchors.TryAdd((resource, anchor), schema);
        }
    }

    private Uri AddressOf(JsonNode? resource) => resource is null ? DefaultAddress : addresses.GetValueOrDefault(resource, DefaultAddress);

    private static Uri? Resolve(Uri start, string address) => Uri.TryCreate(start, address, out var resolved) ? resolved : null;
}
