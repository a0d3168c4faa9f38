using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Typed looks at JSON nodes.</summary>
internal static class SchemaNode
{
    public static decimal? Number(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.Number && value.TryGetValue<decimal>(out var number)
            ? number
            : null;

    public static int? Count(this JsonNode? node) =>
        node.Number() is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Truth(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.GetValue<bool>() : null;

    public static JsonValueKind Kind(this JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;

    /// <summary>The strings of an array, or a single string as one.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node) => node switch
    {
        JsonArray array => array.Select(Text).OfType<string>(),
        JsonValue when node.Text() is { } text => [text],
        _ => [],
    };

    public static IEnumerable<JsonNode?> Items(this JsonNode? node) => node as JsonArray ?? [];
}
