using System.Text.Json;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>Looks up properties and types in a tool's parameter schema.</summary>
internal static class ToolSchemaExtensions
{
    /// <summary>The first of the names that is a property of the schema.</summary>
    public static (string Name, JsonElement Value)? FindProperty(this JsonElement schema, params ReadOnlySpan<string> names)
    {
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object) return null;
        foreach (var name in names)
        {
            if (properties.TryGetProperty(name, out var value)) return (name, value);
        }

        return null;
    }

    public static bool HasType(this JsonElement schema, string type) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("type", out var value)
        && value.ValueKind is JsonValueKind.String && value.ValueEquals(type);
}
