using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Finds what a provider says went wrong, wherever its dialect puts it: <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>. Shortened, so
/// that an error page or an echoed prompt does not become an error text.
/// </summary>
internal static class UpstreamErrorText
{
    private const int Longest = 300;

    private const string Unexplained = "no explanation given";

    /// <summary>Reads the value at which the reader stands: a string, or an object with a message.</summary>
    public static string Read(ref Utf8JsonReader json)
    {
        using var value = JsonDocument.ParseValue(ref json);
        return Of(value.RootElement) ?? Unexplained;
    }

    /// <summary>The message in a whole error body; says so where the body is none.</summary>
    public static string In(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.OfReader);
            using var document = JsonDocument.ParseValue(ref json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            return Of(root) ?? Unexplained;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return body.IsEmpty ? Unexplained : "its answer is not JSON";
        }
    }

    private static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Short(value.GetString()),
        JsonValueKind.Object => In(value, "error") ?? In(value, "message") ?? In(value, "detail"),
        _ => null,
    };

    private static string? In(JsonElement value, string name) => value.TryGetProperty(name, out var inner) ? Of(inner) : null;

    private static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
}
