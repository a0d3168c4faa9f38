using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Where providers put the words of an error: <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>, and lists of faults such
/// as FastAPI's <c>detail[].msg</c> or <c>errors[].message</c>, of which the first is told; or plain text.
/// </summary>
internal static class ErrorMessage
{
    private static readonly string[] Holders = ["error", "errors", "message", "detail", "msg"];

    public static string? In(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => text,
        JsonValueKind.Array => value.EnumerateArray().Select(In).FirstOrDefault(static message => message is not null),
        JsonValueKind.Object => Holders.Select(holder => In(value, holder)).FirstOrDefault(static message => message is not null),
        _ => null,
    };

    /// <summary>The error within a value that only holds one: its code and type stand there.</summary>
    public static JsonElement? Inner(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() > 0 => value[0],
        JsonValueKind.Object when value.TryGetProperty("error", out var error) && IsHolder(error) => error,
        JsonValueKind.Object when value.TryGetProperty("errors", out var errors) && IsHolder(errors) => errors,
        _ => null,
    };

    /// <summary>A body's own text, where it is meant for people: no page, no broken JSON, nothing binary.</summary>
    public static string? InText(ReadOnlySpan<byte> body)
    {
        string text;
        try
        {
            text = Strict.GetString(body).Trim();
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        if (text.Length == 0 || text[0] is '<' or '{' or '[' or '"') return null;
        return text.Any(static letter => char.IsControl(letter) && !char.IsWhiteSpace(letter)) ? null : text;
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string? In(JsonElement value, string holder)
    {
        if (!value.TryGetProperty(holder, out var held) || In(held) is not { } message) return null;
        return holder == "msg" && PlaceIn(value) is { } place ? $"{place}: {message}" : message;
    }

    /// <summary>What the fault is about.</summary>
    private static string? PlaceIn(JsonElement value) =>
        value.TryGetProperty("loc", out var steps) && steps.ValueKind == JsonValueKind.Array && steps.GetArrayLength() > 0
            ? string.Join('.', steps.EnumerateArray())
            : null;

    private static bool IsHolder(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0);
}
