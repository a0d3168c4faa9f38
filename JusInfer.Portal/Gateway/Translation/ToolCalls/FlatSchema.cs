using System.Runtime.InteropServices;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Converts a schema that is a union of objects, or a reference to one, to a single object, because most providers reject unions and
/// references at the top level of a tool's schema. The object accepts the properties of all options and requires those that all options
/// require. The model does not see which properties belong together; the tool still validates its arguments.
/// </summary>
internal sealed class FlatSchema
{
    private readonly OrderedDictionary<string, List<JsonElement>> properties = new(StringComparer.Ordinal);
    private HashSet<string> required = new(StringComparer.Ordinal);

    /// <summary>Accepts no properties other than the listed ones; null if the schema does not say.</summary>
    private bool? isClosed;

    private FlatSchema()
    {
    }

    /// <summary>Whether the top level of a schema must be converted.</summary>
    public static bool IsNeeded(JsonElement schema) => schema.EnumerateObject().Any(static property => IsBranch(property.Name));

    public static FlatSchema Create(JsonElement schema) => Create(schema, new Definitions(schema));

    /// <summary>Whether a top-level keyword is replaced or removed by the conversion.</summary>
    public static bool Replaces(string keyword) =>
        keyword is "type" or "properties" or "required" or "additionalProperties" || IsBranch(keyword);

    /// <summary>The size of the properties as JSON, in bytes.</summary>
    public long Length => properties.Values.SelectMany(static schemas => schemas)
        .Sum(static schema => (long)JsonMarshal.GetRawUtf8Value(schema).Length);

    /// <summary>Writes the keywords into an open schema object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("properties");
        foreach (var (name, schemas) in properties)
        {
            writer.WritePropertyName(name);
            if (schemas.Count == 1) schemas[0].WriteTo(writer);
            else WriteAnyOf(writer, schemas);
        }

        writer.WriteEndObject();
        if (required.Count > 0)
        {
            writer.WriteStartArray("required");
            foreach (var name in required) writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        if (isClosed == true) writer.WriteBoolean("additionalProperties", value: false);
    }

    private static bool IsBranch(string keyword) => keyword is "anyOf" or "oneOf" or "allOf" or "$ref";

    private static FlatSchema Create(JsonElement schema, Definitions definitions)
    {
        var flat = new FlatSchema();
        if (schema.ValueKind != JsonValueKind.Object) return flat;
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject()) flat.Add(property.Name, property.Value);
                    break;
                case "required" when value.ValueKind == JsonValueKind.Array:
                    foreach (var name in value.EnumerateArray())
                    {
                        if (name.ValueKind == JsonValueKind.String) flat.required.Add(name.GetString()!);
                    }

                    break;
                case "additionalProperties":
                    flat.isClosed = value.ValueKind == JsonValueKind.False;
                    break;
                case "$ref" when value.ValueKind == JsonValueKind.String:
                    flat.Merge(definitions.Find(value.GetString()!));
                    break;
                case "allOf" when value.ValueKind == JsonValueKind.Array:
                    foreach (var part in value.EnumerateArray()) flat.Merge(Create(part, definitions));
                    break;
                case "anyOf" or "oneOf" when value.ValueKind == JsonValueKind.Array:
                    flat.Merge(AnyOf([.. value.EnumerateArray().Where(IsOfObject).Select(option => Create(option, definitions))]));
                    break;
            }
        }

        return flat;
    }

    private static FlatSchema AnyOf(FlatSchema[] options)
    {
        var any = new FlatSchema();
        for (var i = 0; i < options.Length; i++)
        {
            var option = options[i];
            foreach (var (name, schemas) in option.properties) schemas.ForEach(schema => any.Add(name, schema));
            if (i == 0) (any.required, any.isClosed) = ([.. option.required], option.isClosed);
            any.required.IntersectWith(option.required);
            if (any.isClosed != option.isClosed) any.isClosed = null;
        }

        return any;
    }

    /// <summary>Whether an option describes an object. A property may be <c>null</c>, but the arguments of a call may not.</summary>
    private static bool IsOfObject(JsonElement option) =>
        option.ValueKind == JsonValueKind.Object
        && (!option.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.ValueEquals("object"));

    private static void WriteAnyOf(Utf8JsonWriter writer, List<JsonElement> schemas)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf");
        foreach (var schema in schemas) schema.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Merge(FlatSchema more)
    {
        foreach (var (name, schemas) in more.properties) schemas.ForEach(schema => Add(name, schema));
        required.UnionWith(more.required);
        isClosed ??= more.isClosed;
    }

    private void Add(string name, JsonElement schema)
    {
        if (!properties.TryGetValue(name, out var known)) properties.Add(name, [schema]);
        else if (!known.Exists(other => JsonElement.DeepEquals(other, schema))) known.Add(schema);
    }

    /// <summary>The targets of references. Each is resolved once, because references can be circular or share a target.</summary>
    private sealed class Definitions(JsonElement root)
    {
        private readonly Dictionary<string, FlatSchema> known = new(StringComparer.Ordinal);
        private Dictionary<string, JsonElement>? anchors;

        public FlatSchema Find(string reference)
        {
            if (known.TryGetValue(reference, out var found)) return found;
            known[reference] = new FlatSchema();
            return known[reference] = Create(Resolve(reference), this);
        }

        private JsonElement Resolve(string reference)
        {
            if (reference is ['#', not '/', ..]) return FindAnchor(reference[1..]);
            if (!reference.StartsWith("#/", StringComparison.Ordinal)) return default;
            var found = root;
            foreach (var step in reference["#/".Length..].Split('/'))
            {
                var name = Uri.UnescapeDataString(step)
                    .Replace("~1", "/", StringComparison.Ordinal)
                    .Replace("~0", "~", StringComparison.Ordinal);
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return default;
            }

            return found;
        }

        private JsonElement FindAnchor(string name)
        {
            if (anchors is null)
            {
                anchors = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
                AddAnchors(root, anchors);
            }

            return anchors.GetValueOrDefault(Uri.UnescapeDataString(name));
        }

        /// <summary>Adds the schemas with an anchor, or with <c>"$id": "#Name"</c>, as in draft 7; in draft 4 it is <c>id</c>.</summary>
        private static void AddAnchors(JsonElement schema, Dictionary<string, JsonElement> anchors)
        {
            if (schema.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in schema.EnumerateArray()) AddAnchors(item, anchors);
            }

            if (schema.ValueKind != JsonValueKind.Object) return;
            foreach (var keyword in schema.EnumerateObject())
            {
                if (keyword.Value.ValueKind != JsonValueKind.String) AddAnchors(keyword.Value, anchors);
                else if (AnchorOf(keyword.Name, keyword.Value.GetString()!) is { } anchor) anchors.TryAdd(anchor, schema);
            }
        }

        private static string? AnchorOf(string keyword, string value) => keyword switch
        {
            "$anchor" or "$dynamicAnchor" => value,
            "$id" or "id" when value is ['#', .. var name] => name,
            _ => null,
        };
    }
}
