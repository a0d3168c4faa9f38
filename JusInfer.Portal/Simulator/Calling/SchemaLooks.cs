using System.Text.Json;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>Two quick looks at a tool's schema.</summary>
internal static class SchemaLooks
{
    /// <summary>The first of these names that is a property of the schema.</summary>
    public static (string Name, JsonElement Value)? PropertyNamed(this JsonElement schema, params ReadOnlySpan<string> names)
    {
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object) return null;
        foreach (var name in names)
        {
            if (properties.TryGetProperty(name, out var value)) return (name, value);
        }

        return null;
    }

    public static bool HasType(this JsonElement schema, string type) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("type", out var named)
        && named.ValueKind is JsonValueKind.String && named.ValueEquals(type);
}
