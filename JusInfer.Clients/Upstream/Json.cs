using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>What reads well where a provider's rules are written down.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Wire = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The property's value; null where it is absent or JSON's null.</summary>
    public static JsonElement? At(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>The text of a property; null where it is absent or no text.</summary>
    public static string? TextAt(this JsonElement value, string name) => value.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool TrueAt(this JsonElement value, string name) => value.At(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of an array; none where it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.At(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    public static string Of(object value) => JsonSerializer.Serialize(value, Wire);

    /// <summary>A text in pieces, as models write it: never the whole at once, and not split inside of a letter.</summary>
    public static IEnumerable<string> Pieces(string text) => text.Chunk(7).Select(static piece => new string(piece));
}
