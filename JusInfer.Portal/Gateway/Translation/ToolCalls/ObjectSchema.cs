using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The schema of a tool's arguments as every provider accepts it: at its top one object with properties. MCP servers send others: no
/// properties, a union, <c>["object","null"]</c>, and one such tool fails every turn (langchain-ai/langchain-mcp-adapters#137). PHP sends
/// <c>[]</c> in place of empty objects; see <see cref="SchemaGaps"/>.
/// </summary>
internal static class ObjectSchema
{
    /// <summary>A union is as long as one object, or up to twice with its definitions. A call holds what its bytes can cost.</summary>
    private const int MaxGrowth = 2;

    /// <summary>Whether every provider accepts the schema at the reader's position, which moves to its end.</summary>
    /// <param name="json">Positioned at the schema.</param>
    /// <param name="needsProperties">Whether the schema must name properties. Anthropic does without.</param>
    /// <param name="acceptsNull">Whether a tool without parameters has null as its schema, as in Responses.</param>
    public static bool IsKept(ref JsonCursor json, bool needsProperties = true, bool acceptsNull = false)
    {
        var start = json.TokenStartIndex;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            var isNull = json.TokenType == JsonTokenType.Null;
            json.Skip();
            return isNull ? acceptsNull : !IsEmptyList(json.Slice(start..json.BytesConsumed));
        }

        bool isObject = false, hasProperties = false, isBranched = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            var isProperties = json.ValueTextEquals("properties"u8);
            isBranched |= json.ValueTextEquals("anyOf"u8) || json.ValueTextEquals("oneOf"u8) || json.ValueTextEquals("allOf"u8)
                || json.ValueTextEquals("$ref"u8);
            json.Read();
            isObject |= isType && json.TokenType == JsonTokenType.String && json.ValueTextEquals("object"u8);
            hasProperties |= isProperties && json.TokenType == JsonTokenType.StartObject;
            json.Skip();
        }

        return isObject && (hasProperties || !needsProperties) && !isBranched
            && !SchemaGaps.AreIn(json.Slice(start..json.BytesConsumed));
    }

    /// <inheritdoc cref="IsKept(ref JsonCursor, bool, bool)"/>
    public static bool IsKept(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object")
        && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && !FlatSchema.IsNeeded(schema)
        && !SchemaGaps.AreIn(JsonMarshal.GetRawUtf8Value(schema));

    /// <summary>The schema as one object.</summary>
    public static byte[] Repair(ReadOnlyMemory<byte> schema)
    {
        using var document = JsonDocument.Parse(schema, JsonDepth.DocumentOptions);
        var buffer = new ArrayBufferWriter<byte>(schema.Length + 32);
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, document.RootElement);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a tool's schema as the client sent it, except that its top level is always a single object.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement? schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        var given = schema is { ValueKind: JsonValueKind.Object } ? SchemaGaps.Fill(schema.Value) : default;
        var flat = given.ValueKind == JsonValueKind.Object && FlatSchema.IsNeeded(given) ? FlatSchema.Create(given) : null;
        if (flat is not null && flat.Length > MaxGrowth * JsonMarshal.GetRawUtf8Value(given).Length) throw TooLarge;
        var hasProperties = flat is not null;
        if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in given.EnumerateObject())
            {
                if (property.NameEquals("type") || (flat is not null && FlatSchema.Replaces(property.Name))) continue;
                if (property.NameEquals("properties") && property.Value.ValueKind != JsonValueKind.Object) continue;
                hasProperties |= property.NameEquals("properties");
                property.WriteTo(writer);
            }
        }

        flat?.Write(writer);
        if (!hasProperties)
        {
            writer.WriteStartObject("properties");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static RequestFault TooLarge => new(
        "The parameters of a tool are a union of schemas that contain each other, and would be many times as long as one object, which is "
        + "what providers accept. Write them as one object.",
        "tools");

    private static bool IsEmptyList(ReadOnlySpan<byte> json) =>
        json is [(byte)'[', .. var items, (byte)']'] && items.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
