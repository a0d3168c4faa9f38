using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Reads JSON nodes as values of one type: null if the node has another type.</summary>
internal static class JsonNodeExtensions
{
    public static decimal? Number(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.Number && value.TryGetValue<decimal>(out var number)
            ? number
            : null;

    public static int? NonNegativeInteger(this JsonNode? node) =>
        node.Number() is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    public static string? String(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Boolean(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.GetValue<bool>() : null;

    public static JsonValueKind Kind(this JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;

    /// <summary>The strings of an array; a string counts as an array of one.</summary>
    public static IEnumerable<string> Strings(this JsonNode? node) => node switch
    {
        JsonArray array => array.Select(String).OfType<string>(),
        JsonValue when node.String() is { } text => [text],
        _ => [],
    };

    public static IEnumerable<JsonNode?> Items(this JsonNode? node) => node as JsonArray ?? [];
}
