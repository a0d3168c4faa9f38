using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Finds the message of a provider's error in <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>, in lists of errors such as
/// FastAPI's <c>detail[].msg</c> or <c>errors[].message</c>, of which the first is used, or in plain text.
/// </summary>
internal static class ErrorMessage
{
    private static readonly string[] PropertyNames = ["error", "errors", "message", "detail", "msg"];

    public static string? In(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) => text,
        JsonValueKind.Array => value.EnumerateArray().Select(In).FirstOrDefault(static message => message is not null),
        JsonValueKind.Object => PropertyNames.Select(property => In(value, property)).FirstOrDefault(static message => message is not null),
        _ => null,
    };

    /// <summary>The error object within a value, which contains the code and the type; null if there is none.</summary>
    public static JsonElement? InnerError(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() > 0 => value[0],
        JsonValueKind.Object when value.TryGetProperty("error", out var error) && CanContainError(error) => error,
        JsonValueKind.Object when value.TryGetProperty("errors", out var errors) && CanContainError(errors) => errors,
        _ => null,
    };

    /// <summary>The text of a body that is a plain-text message; null for HTML, invalid JSON and binary data.</summary>
    public static string? FromText(ReadOnlySpan<byte> body)
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
        return text.Any(static character => char.IsControl(character) && !char.IsWhiteSpace(character)) ? null : text;
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string? In(JsonElement value, string property)
    {
        if (!value.TryGetProperty(property, out var content) || In(content) is not { } message) return null;
        return property == "msg" && LocationOf(value) is { } location ? $"{location}: {message}" : message;
    }

    /// <summary>The path of the invalid value, as FastAPI reports it.</summary>
    private static string? LocationOf(JsonElement value) =>
        value.TryGetProperty("loc", out var steps) && steps.ValueKind == JsonValueKind.Array && steps.GetArrayLength() > 0
            ? string.Join('.', steps.EnumerateArray())
            : null;

    private static bool CanContainError(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0);
}
