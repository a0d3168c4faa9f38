using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>Short names for reading and writing JSON, so that the providers' rules stay readable.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Wire = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of a property; null if it is absent or null.</summary>
    public static JsonElement? At(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>The string value of a property; null if it is absent or not a string.</summary>
    public static string? TextAt(this JsonElement value, string name) => value.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool TrueAt(this JsonElement value, string name) => value.At(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of an array property; empty if it is absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.At(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Wire);

    /// <summary>Splits a text into fragments as models stream it. Does not split surrogate pairs of the texts in use.</summary>
    public static IEnumerable<string> Pieces(string text) => text.Chunk(7).Select(static piece => new string(piece));
}
