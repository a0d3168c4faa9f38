using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>Reads properties of parsed JSON objects. Null, a value of another kind and an absent property are all null.</summary>
internal static class Fields
{
    private const int MaxQuoteLength = 40;

    public static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()
            : null;

    public static JsonText? JsonText(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? Wire.JsonText.From(field)
            : null;

    public static bool? Flag(JsonElement value, string name) => value.TryGetProperty(name, out var field) ? field.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    }
    : null;

    public static int? Count(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out var count)
            ? (int)Math.Clamp(count, 0, int.MaxValue)
            : null;

    public static JsonElement? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number ? field : null;

    public static JsonElement? Object(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Object ? field : null;

    public static string Shorten(string text) => text.Length <= MaxQuoteLength ? text : string.Concat(text.AsSpan(0, MaxQuoteLength), "…");
}
