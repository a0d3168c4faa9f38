using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

/// <summary>JSON helpers of the test dialects.</summary>
internal static class Json
{
    public const string Png = "image/png";
    public const string Pdf = "application/pdf";
    public const string Csv = "text/csv";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Schema => new() { ["type"] = "object", ["properties"] = new JsonObject { ["path"] = new JsonObject { ["type"] = "string" } }, ["required"] = new JsonArray("path"), ["additionalProperties"] = false };

    /// <summary>The base64 after a head such as <c>data:image/png;base64,</c>; null for another text.</summary>
    public static string? DataOf(string? uri, string type) =>
        uri?.StartsWith($"data:{type};base64,", StringComparison.Ordinal) is true ? uri[(uri.IndexOf(',') + 1)..] : null;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string? Decode(string? base64) => base64 is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    /// <summary>An event without a name.</summary>
    public static string Data(JsonNode data) => $"data: {data.ToJsonString()}\n\n";

    /// <summary>An event with the name in the <c>type</c> of its data.</summary>
    public static string Named(JsonNode data) => $"event: {data["type"]}\n{Data(data)}";

    public static JsonElement? Of(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var inner) && inner.ValueKind is not JsonValueKind.Null ? inner : null;

    public static string? Text(this JsonElement value, string name) => value.Of(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static int Number(this JsonElement value, string name) => value.Of(name)?.GetInt32() ?? 0;

    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) => value.Of(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>Splits a text into at least two fragments of at most 25 characters, without splitting surrogate pairs.</summary>
    public static IEnumerable<string> Fragments(string text)
    {
        var length = Math.Min(24, Math.Max(1, text.Length / 2));
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + length);
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>The text of a JSON value without white space.</summary>
    public static string Compact(JsonElement value) => Compact(JsonNode.Parse(value.GetRawText())!);

    public static string Compact(JsonNode value) => value.ToJsonString(Plain);

    /// <summary>The data of every event, with or without a name.</summary>
    public static IEnumerable<JsonElement> Events(string body) => body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(static text => text.Split('\n').FirstOrDefault(static line => line.StartsWith("data: ", StringComparison.Ordinal)))
        .Where(static line => line is not null and not "data: [DONE]").Select(static line => JsonElement.Parse(line!["data: ".Length..]));
}
