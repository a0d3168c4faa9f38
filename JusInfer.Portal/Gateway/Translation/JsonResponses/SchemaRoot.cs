using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>The root of an answer's JSON schema.</summary>
internal static class SchemaRoot
{
    /// <summary>The schema says itself that the answer is an object, and has no alternatives to it.</summary>
    public static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object")
        && !schema.TryGetProperty("anyOf", out _);
}
