using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Clients.Upstream;

/// <summary>Creates a minimal value for a JSON schema: only required properties, and the first of each choice.</summary>
internal static class SampleValue
{
    public static JsonNode For(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var only)) return JsonNode.Parse(only.GetRawText())!;
        if (schema.TryGetProperty("enum", out var choices)) return JsonNode.Parse(choices[0].GetRawText())!;
        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any)) return For(any[0]);
        return TypeOf(schema) switch
        {
            "object" => Object(schema),
            "array" => new JsonArray(schema.TryGetProperty("items", out var items) ? For(items) : "sample"),
            "integer" or "number" => 7,
            "boolean" => false,
            _ => "sample",
        };
    }

    private static JsonObject Object(JsonElement schema)
    {
        var result = new JsonObject();
        if (!schema.TryGetProperty("required", out var required)) return result;
        foreach (var name in required.EnumerateArray().Select(static name => name.GetString()!)) result[name] = For(schema.GetProperty("properties").GetProperty(name));
        return result;
    }

    private static string? TypeOf(JsonElement schema) => schema.TryGetProperty("type", out var type)
        ? type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString()
        : schema.TryGetProperty("properties", out _) ? "object" : null;
}
