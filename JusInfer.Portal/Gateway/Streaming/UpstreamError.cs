using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// What a provider says went wrong, wherever its dialect puts it: <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>; and
/// whose fault it is, where
/// the HTTP status could not tell, since it was a success.
/// </summary>
/// <param name="Message">Shortened, so that an error page or an echoed prompt does not become an error text.</param>
internal readonly record struct UpstreamError(string Message)
{
    private const int Longest = 300;

    public static readonly UpstreamError Unexplained = new("no explanation given");

    /// <summary>The prompt is longer than the model's context.</summary>
    public bool IsOverflow { get; private init; }

    /// <summary>The request is at fault: every attempt would fail alike.</summary>
    public bool IsOfCaller { get; private init; }

    /// <summary>Reads the value at which the reader stands: a string, or an object with a message.</summary>
    public static UpstreamError Read(ref Utf8JsonReader json)
    {
        using var value = JsonDocument.ParseValue(ref json);
        return Of(value.RootElement);
    }

    /// <summary>The error in a whole body; says so where the body is none.</summary>
    public static UpstreamError In(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, JsonDepth.OfReader);
            using var document = JsonDocument.ParseValue(ref json);
            var root = document.RootElement;
            var error = Of(root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root);
            return ContextOverflow.IsIn(body) ? error with { IsOverflow = true, IsOfCaller = true } : error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return body.IsEmpty ? Unexplained : new("its answer is not JSON");
        }
    }

    private static UpstreamError Of(JsonElement value)
    {
        if (MessageIn(value) is not { } message) return Unexplained;
        while (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("error", out var inner)
            && inner.ValueKind == JsonValueKind.Object)
            value = inner;
        var (code, type) = (Word(value, "code"), Word(value, "type") ?? Word(value, "status"));
        if (IsOfOthers(code)) return new(message);
        var isOverflow = code == "context_length_exceeded" || ContextOverflow.IsIn(message);
        return new(message) { IsOverflow = isOverflow, IsOfCaller = isOverflow || IsCallersCode(code) || IsCallersType(type) };
    }

    private static string? MessageIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Short(value.GetString()),
        JsonValueKind.Object => MessageIn(value, "error") ?? MessageIn(value, "message") ?? MessageIn(value, "detail"),
        _ => null,
    };

    private static string? MessageIn(JsonElement value, string name) => value.TryGetProperty(name, out var inner) ? MessageIn(inner) : null;

    /// <summary>A code is a word or an HTTP status, written as a number or as text.</summary>
    private static string? Word(
        JsonElement value,
        string name) => value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var word) ? null : word.ValueKind switch
        {
            JsonValueKind.String => word.GetString(),
            JsonValueKind.Number when word.TryGetInt32(out var status) => status.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    /// <summary>OpenAI calls these invalid requests too.</summary>
    private static bool IsOfOthers(string? code) =>
        code is "invalid_api_key" or "model_not_found" or "insufficient_quota" or "rate_limit_exceeded";

    /// <summary>A status (vLLM, OpenRouter), or a word of OpenAI's.</summary>
    private static bool IsCallersCode(string? code) => code is "400" or "413" or "422" or "invalid_prompt" or "invalid_request_error"
        or "string_above_max_length"
        || code?.StartsWith("invalid_image", StringComparison.Ordinal) is true
        || code?.StartsWith("image_", StringComparison.Ordinal) is true
        || code is "invalid_base64_image" or "empty_image_file" or "unsupported_image_media_type" or "failed_to_download_image";

    /// <summary>OpenAI and Anthropic; vLLM; Google.</summary>
    private static bool IsCallersType(string? type) =>
        type is "invalid_request_error" or "request_too_large" or "BadRequestError" or "INVALID_ARGUMENT";

    private static string? Short(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
}
