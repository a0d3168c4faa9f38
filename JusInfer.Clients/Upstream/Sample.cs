using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Clients.Upstream;

/// <summary>The plainest value that a JSON schema allows: required properties only, the first of every choice.</summary>
internal static class Sample
{
    public static JsonNode Of(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var only)) return JsonNode.Parse(only.GetRawText())!;
        if (schema.TryGetProperty("enum", out var choices)) return JsonNode.Parse(choices[0].GetRawText())!;
        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any)) return Of(any[0]);
        return TypeOf(schema) switch
        {
            "object" => Object(schema),
            "array" => new JsonArray(schema.TryGetProperty("items", out var items) ? Of(items) : "sample"),
            "integer" or "number" => 7,
            "boolean" => false,
            _ => "sample",
        };
    }

    private static JsonObject Object(JsonElement schema)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("required", out var required)) return made;
        foreach (var name in required.EnumerateArray().Select(static name => name.GetString()!)) made[name] = Of(schema.GetProperty("properties").GetProperty(name));
        return made;
    }

    private static string? TypeOf(JsonElement schema) => schema.TryGetProperty("type", out var type)
        ? type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString()
        : schema.TryGetProperty("properties", out _) ? "object" : null;
}
